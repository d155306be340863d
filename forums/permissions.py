"""The forum's doors, gathered where the registry looks for them; each slice declares its own."""

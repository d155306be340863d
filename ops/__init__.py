"""What runs the product: the embedded services, the supervisor behind `./run`, the database roles, backup and restore."""

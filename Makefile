# Chores by one verb each; `make` prints them. ./run and ./check need no make.
.DEFAULT_GOAL := help
.PHONY: help run check fast lint format migrations migrate demo messages lock permissions settings backup restore bench

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start the product with demo data
	@./run

check: ## every test
	@./check

fast: ## every test that needs no browser
	@./check fast

lint: ## only what reads the code
	@./check lint

format: ## put code and templates into the house's form
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format . && find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

migrations: ## write the migrations the models ask for
	@./manage makemigrations

migrate: ## apply migrations as the owner role
	@./manage migrate

demo: ## build the demo towns
	@./manage demo --if-empty

messages: ## merge the translations, compile them, name what is missing
	@.venv/bin/python -m ops.translations

lock: ## resolve and lock all requirements again
	@for set in requirements requirements-embedded requirements-dev requirements-prod requirements-uv; do \
	  .venv/bin/uv --no-config pip compile --quiet --generate-hashes --universal --python-version 3.11 $$set.in -o $$set.txt || exit 1; done

permissions: ## write docs/permissions.md from the declared actions
	@./manage house --write

settings: ## write docs/settings.md from the settings
	@.venv/bin/python -m ops.settings_page

backup: ## dump database and files: make backup [TO=directory]
	@.venv/bin/python -m ops.services exec sh ops/backup.sh "$(or $(TO),var/backups)"

restore: ## restore a backup into an empty database: make restore FROM=directory
	@.venv/bin/python -m ops.services exec sh ops/restore.sh "$(FROM)"

bench: ## print the figures with their limits
	@./bench

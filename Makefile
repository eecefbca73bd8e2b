# Each target is a script in scripts/, which can be run on its own from any folder.
.DEFAULT_GOAL := help
.PHONY: help install demo test test-long docs pictures bench check format

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

install: ## install what is needed into .venv
	@scripts/install

demo: ## create, change, rotate, destroy, take over and review access on a simulated Marketo
	@scripts/demo

test: ## checks and tests, with a real Pulumi engine
	@scripts/test

test-long: ## the same, and the long tests
	@scripts/test -m "long or not long"

docs: ## build the documentation site into build/site
	@scripts/docs

pictures: ## make the pictures of the documentation anew
	@scripts/pictures

bench: install ## measure the cost compared with Pulumi's own
	@scripts/bench

check: install ## format, lint, types and import rules
	@scripts/check

format: install ## format the code and make safe repairs
	@scripts/format

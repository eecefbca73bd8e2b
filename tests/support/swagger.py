"""Turn the facts of spec/ back into the Swagger documents that validators read."""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]
OBJECT = "#/definitions/"
PLACE = ("name", "in", "required")
TYPES = {"string", "integer", "number", "boolean"}


def swagger(facts: Facts) -> Facts:
    """Return a Swagger 2.0 document that says what the facts say, and nothing else."""
    paths: Facts = {}
    for operation in facts["operations"]:
        method, _, path = operation["call"].partition(" ")
        paths.setdefault(path, {})[method.lower()] = _operation(operation)
    return {
        "swagger": "2.0",
        "info": {"title": "Marketo", "version": "1.0"},
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": paths,
        "definitions": {name: _object(one) for name, one in facts["objects"].items()},
    }


def _operation(facts: Facts) -> Facts:
    parameters = [
        {key: one[key] for key in PLACE} | _schema(one) for one in facts.get("parameters", [])
    ]
    if "body" in facts:
        body = {"in": "body", "name": "body", "required": True, "schema": _type(facts["body"])}
        parameters.append(body)
    answers = {
        status: {"description": ""} | ({"schema": _type(kind)} if kind else {})
        for status, kind in facts["answers"].items()
    }
    return {"operationId": facts["operation"], "parameters": parameters, "responses": answers}


def _object(facts: Facts) -> Facts:
    required = {"required": facts["required"]} if facts["required"] else {}
    fields = {name: _schema(one) for name, one in facts["fields"].items()}
    return {"type": "object", **required, "properties": fields}


def _schema(facts: str | Facts) -> Facts:
    """Return the schema of a value, with what restricts it."""
    if isinstance(facts, str):
        return _type(facts)
    limits = {key: one for key, one in facts.items() if key not in {"type", *PLACE}}
    return _type(facts["type"]) | limits


def _type(words: str) -> Facts:
    if words.startswith("list of "):
        return {"type": "array", "items": _type(words.removeprefix("list of "))}
    kind, _, form = words.partition("/")
    if kind not in TYPES:
        return {"$ref": f"{OBJECT}{kind}"}
    return {"type": kind} | ({"format": form} if form else {})

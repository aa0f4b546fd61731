"""docs/openapi.yaml as the tests read it: every operation, and whether a value is as described."""

import os

import jsonschema
import yaml

ROOT = os.environ.get("UNLIKE_SOURCE_ROOT", ".")
with open(os.path.join(ROOT, "docs/openapi.yaml"), encoding="utf-8") as stream:
	DOC = yaml.safe_load(stream)
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


def resolve(node):
	"""Follows $ref."""
	while "$ref" in node:
		target = DOC
		for part in node["$ref"].removeprefix("#/").split("/"):
			target = target[part]
		node = target
	return node


def operations():
	"""(operation id, path, method, operation with its path's parameters)"""
	for path, item in DOC["paths"].items():
		for method in METHODS:
			if method in item:
				operation = dict(item[method])
				operation["parameters"] = [resolve(p) for p in
						item.get("parameters", []) + operation.get("parameters", [])]
				yield operation["operationId"], path, method.upper(), operation


OPERATIONS = {name: (path, method, operation) for name, path, method, operation in operations()}


def validate(value, schema, what):
	validator = jsonschema.Draft202012Validator({"allOf": [schema], "components": DOC["components"]})
	errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(value)]
	if errors:
		raise AssertionError(f"{what}: {errors[0]} in {str(value)[:400]}")


def path_of(name):
	"""Its path with an id in it that looks right."""
	return OPERATIONS[name][0].replace("{id}", "v1" if "likes" in OPERATIONS[name][0] else "o1")

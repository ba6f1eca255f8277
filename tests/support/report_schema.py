"""report_schema.py SCHEMA DOCUMENTS: what is wrong with each document of a list, as a list of texts; a valid one has "".

A key that the schema does not describe is wrong, too: readers of a report let it pass, its writer must not.
"""
import json
import sys

from jsonschema import Draft7Validator


def read(path, object_hook=None):
    with open(path, encoding="utf-8") as file:
        return json.load(file, object_hook=object_hook)


def closed(schema):
    is_open = "properties" in schema and schema.get("additionalProperties", True) is True
    return {**schema, "additionalProperties": False} if is_open else schema


def complaints(validator, document):
    return "".join(f"{error.json_path}: {error.message[:200]}\n" for error in validator.iter_errors(document))


schema = read(sys.argv[1], closed)
Draft7Validator.check_schema(schema)
print(json.dumps([complaints(Draft7Validator(schema), document) for document in read(sys.argv[2])]))

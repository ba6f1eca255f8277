"""report_schema.py SCHEMA DOCUMENTS: what is wrong with each document of a list, as a list of texts; a valid one has ""."""
import json
import sys

from jsonschema import Draft7Validator


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def complaints(validator, document):
    return "".join(f"{error.json_path}: {error.message[:200]}\n" for error in validator.iter_errors(document))


schema = read(sys.argv[1])
Draft7Validator.check_schema(schema)
print(json.dumps([complaints(Draft7Validator(schema), document) for document in read(sys.argv[2])]))

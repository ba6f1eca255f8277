// Whether a document is a report: reports/report.schema.json.
#ifndef GATEWISE_TESTS_SUPPORT_REPORT_SCHEMA_HPP
#define GATEWISE_TESTS_SUPPORT_REPORT_SCHEMA_HPP

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "base/json.hpp"
#include "support/files.hpp"

namespace gatewise::tests {

/// What is wrong with a document; empty where it is valid.
inline std::string complaints(const Json& document) {
  const Json text = Json::parse(bytes_of(std::filesystem::path(GATEWISE_SOURCE_DIR) / "reports/report.schema.json"));
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  valijson::ValidationResults results;
  valijson::Validator().validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results);
  std::string all;
  for (const auto& error : results) {
    for (const std::string& part : error.context) all += part;
    all += ": " + error.description + "\n";
  }
  return all;
}

}  // namespace gatewise::tests

#endif

// Whether a document is a report: reports/json/report.schema.json.
#ifndef GATEWISE_TESTS_SUPPORT_REPORT_SCHEMA_HPP
#define GATEWISE_TESTS_SUPPORT_REPORT_SCHEMA_HPP

#include "base/json.hpp"
#include "support/files.hpp"
#include "support/program.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::tests {

/// What is wrong with each document; empty where one is valid. The validator is a package of Debian's python3; another
/// python3 in PATH need not have it.
inline std::vector<std::string> complaints_of_each(const std::vector<Json>& documents) {
  const std::filesystem::path source = GATEWISE_SOURCE_DIR;
  const TemporaryFolder work;
  write(work / "documents.json", Json(documents).dump());
  const Outcome outcome = run({{"/usr/bin/python3", (source / "tests/support/report_schema.py").string(),
                                (source / "reports/json/report.schema.json").string(), "documents.json"},
                               work.path()});
  if (outcome.exit_code != 0)
    throw std::runtime_error("the validator failed; is python3-jsonschema installed?\n" + outcome.err);
  return Json::parse(outcome.out).get<std::vector<std::string>>();
}

/// What is wrong with this one.
inline std::string complaints(const Json& document) {
  return complaints_of_each(std::vector<Json>(1, document)).front();
}

}  // namespace gatewise::tests

#endif

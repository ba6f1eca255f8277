#ifndef GATEWISE_REPORTS_REPORT_JSON_HPP
#define GATEWISE_REPORTS_REPORT_JSON_HPP

#include "base/json.hpp"
#include "select/ranking.hpp"

namespace gatewise {

/// report.json: the one document that the other renderers and other programs read. Its keys are kept;
/// report.schema.json states them. A key whose maker does not exist yet is there and null.
OrderedJson make_report(const Evidence& evidence, const std::vector<Ranking>& rankings);

}  // namespace gatewise

#endif

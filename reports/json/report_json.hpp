#ifndef GATEWISE_REPORTS_JSON_REPORT_JSON_HPP
#define GATEWISE_REPORTS_JSON_REPORT_JSON_HPP

#include "base/json_fwd.hpp"
#include "select/ranking.hpp"

namespace gatewise {

/// What one host class has to say: the evidence as it sees it, and its order under each budget.
struct HostView {
  const Evidence* evidence = nullptr;
  std::vector<Ranking> rankings;
};

/// report.json: the one document that the other renderers and other programs read. Its keys are kept;
/// report.schema.json states them. A key whose maker does not exist yet is there and null.
/// `warnings` are about the journal itself: lines that could not be used.
OrderedJson make_report(const std::vector<HostView>& hosts, const std::vector<std::string>& warnings);

}  // namespace gatewise

#endif

#include "reports/write_reports.hpp"

#include "base/files.hpp"
#include "reports/markdown.hpp"
#include "reports/report_json.hpp"
#include "select/ranking.hpp"

namespace gatewise {

OrderedJson write_reports(const RunDirectory& directory) {
  Evidence evidence = gather(directory.suite(), Journal(directory.journal()), directory.environment());
  evidence.suite_argument = directory.options().suite;
  std::vector<Ranking> rankings;
  for (const Budget& budget : evidence.suite.budgets) rankings.push_back(rank(evidence, budget));
  OrderedJson report = make_report(evidence, rankings);
  write_file_atomically(directory.path() / "report.json", report.dump(2) + "\n");
  write_file_atomically(directory.path() / "report.md", render_markdown(report));
  return report;
}

}  // namespace gatewise

#include "reports/write_reports.hpp"

#include "base/files.hpp"
#include "reports/html.hpp"
#include "reports/markdown.hpp"
#include "reports/report_json.hpp"
#include "select/ranking.hpp"

namespace gatewise {
namespace {

/// Where this program has no page, one that another build left would show another report.
void write_page(const std::filesystem::path& file, const OrderedJson& report) {
  if (const std::optional<std::string> page = render_html(report)) {
    write_file_atomically(file, *page);
  } else {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
  }
}

}  // namespace

OrderedJson write_reports(const RunDirectory& directory) {
  Evidence evidence = gather(directory.suite(), Journal(directory.journal()), directory.environment());
  evidence.suite_argument = directory.options().suite;
  std::vector<Ranking> rankings;
  for (const Budget& budget : evidence.suite.budgets) rankings.push_back(rank(evidence, budget));
  OrderedJson report = make_report(evidence, rankings);
  write_file_atomically(directory.path() / "report.json", report.dump(2) + "\n");
  write_file_atomically(directory.path() / "report.md", render_markdown(report));
  write_page(directory.path() / "report.html", report);
  return report;
}

}  // namespace gatewise

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

OrderedJson rank_run(const RunDirectory& directory) {
  const Journal journal(directory.journal());
  std::vector<Evidence> all = gather(directory.suite(), journal, directory.environment());
  std::vector<HostView> hosts;
  for (Evidence& evidence : all) {
    evidence.suite_argument = directory.options().suite;
    HostView& host = hosts.emplace_back(HostView{&evidence, {}});
    for (const Budget& budget : evidence.suite.budgets) host.rankings.push_back(rank(evidence, budget));
  }
  return make_report(hosts, journal.complaints());
}

void write_reports(const RunDirectory& directory, const OrderedJson& report) {
  write_file_atomically(directory.path() / "report.json", report.dump(2) + "\n");
  write_file_atomically(directory.path() / "report.md", render_markdown(report));
  write_page(directory.path() / "report.html", report);
}

}  // namespace gatewise

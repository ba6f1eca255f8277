#include "reports/write_reports.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/own_file.hpp"
#include "base/parallel.hpp"
#include "reports/json/report_json.hpp"
#include "reports/text/markdown.hpp"
#include "reports/web/html.hpp"
#include "select/finalists.hpp"
#include "select/ranking.hpp"

namespace gatewise {
namespace {

/// Where this program has no page, one that another build left would show another report.
void write_page(const OwnFile& file, const OrderedJson& report) {
  if (const std::optional<std::string> page = render_html(report)) {
    file.write_atomically(*page);
  } else {
    file.remove();
  }
}

}  // namespace

OrderedJson rank_run(const RunDirectory& directory) {
  const Journal journal(directory.journal());
  std::vector<Evidence> all = gather(directory.suite(), journal, directory.environment());
  std::vector<HostView> hosts;
  std::vector<std::pair<std::size_t, std::size_t>> wanted;  // host, budget
  for (Evidence& evidence : all) {
    evidence.suite_argument = directory.options().suite;
    const std::size_t budgets = evidence.suite.budgets.size();
    for (std::size_t budget = 0; budget < budgets; ++budget) wanted.emplace_back(hosts.size(), budget);
    hosts.push_back({&evidence, std::vector<Ranking>(budgets)});
  }
  in_parallel(wanted.size(), [&](std::size_t i) {
    const auto [host, budget] = wanted[i];
    const Evidence& evidence = *hosts[host].evidence;
    hosts[host].rankings[budget] = rank(evidence, evidence.suite.budgets[budget]);
  });
  std::vector<std::string> complaints = journal.complaints();
  for (const Evidence& evidence : all) {
    for (const std::string& complaint : evidence.complaints) {  // hosts share some
      if (std::find(complaints.begin(), complaints.end(), complaint) == complaints.end())
        complaints.push_back(complaint);
    }
  }
  return make_report(hosts, complaints);
}

std::vector<std::string> unconfirmed_finalists(const RunDirectory& directory, const std::string& host) {
  const Journal journal(directory.journal());
  for (const Evidence& evidence : gather(directory.suite(), journal, directory.environment())) {
    if (evidence.environment.value("class", "") != host) continue;
    std::vector<Ranking> rankings;
    for (const Budget& budget : evidence.suite.budgets) rankings.push_back(rank(evidence, budget));
    return unconfirmed_finalists(rankings);
  }
  return {};
}

void write_reports(const RunDirectory& directory, const OrderedJson& report) {
  const std::filesystem::path& path = directory.path();
  const std::array<std::function<void()>, 3> writers{
      [&] { write_page(OwnFile(path, "report.html"), report); },
      [&] { OwnFile(path, "report.json").write_atomically(json_text(report, 2) + "\n"); },
      [&] { OwnFile(path, "report.md").write_atomically(render_markdown(report)); }};
  in_parallel(writers.size(), [&](std::size_t i) { writers[i](); });
}

}  // namespace gatewise

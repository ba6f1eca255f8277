#include "reports/write_reports.hpp"

#include <array>
#include <functional>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/parallel.hpp"
#include "reports/json/report_json.hpp"
#include "reports/text/markdown.hpp"
#include "reports/web/html.hpp"
#include "select/finalists.hpp"
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
  return make_report(hosts, journal.complaints());
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
      [&] { write_page(path / "report.html", report); },
      [&] { write_file_atomically(path / "report.json", json_text(report, 2) + "\n"); },
      [&] { write_file_atomically(path / "report.md", render_markdown(report)); }};
  in_parallel(writers.size(), [&](std::size_t i) { writers[i](); });
}

}  // namespace gatewise

#include "run/plan/prune.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "base/own_file.hpp"
#include "journal/record_checks.hpp"
#include "run/plan/plan.hpp"
#include "suite/subjects.hpp"
#include "suite/sweep.hpp"

namespace gatewise {
namespace {

void add_files(const std::filesystem::path& folder, const std::set<std::filesystem::path>& used,
               std::vector<std::filesystem::path>& files) {
  if (!is_own_folder(folder)) return;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (used.count(entry.path()) == 0) files.push_back(entry.path());
  }
}

}  // namespace

std::vector<std::string> expected_trials(const Suite& suite) {
  std::vector<std::string> trials{"dataset " + suite.dataset};
  for (const SolvedSize& size : suite.sizes) trials.push_back("size " + size.architecture.id());
  for (const Architecture& architecture : suite.architectures) {
    for (const double rate : suite.sweep)
      trials.push_back("train " + rate_subject(architecture, suite.seeds.front(), rate));
    for (const std::int64_t seed : suite.seeds) trials.push_back("train " + train_subject(architecture, seed));
  }
  for (const CandidateName& candidate : candidates_of(suite)) {
    for (const std::int64_t seed : suite.seeds) trials.push_back("quality " + quality_subject(candidate, seed));
    trials.push_back("cost " + candidate.id());
  }
  return trials;
}

std::size_t Prunable::records() const { return static_cast<std::size_t>(std::count(keep.begin(), keep.end(), false)); }

std::uintmax_t Prunable::bytes() const {
  return std::accumulate(files.begin(), files.end(), std::uintmax_t{0}, [](std::uintmax_t sum, const auto& file) {
    std::error_code gone;
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, gone))) return sum;
    const std::uintmax_t size = std::filesystem::file_size(file, gone);
    return gone ? sum : sum + size;
  });
}

Prunable find_prunable(const RunDirectory& run, const Journal& journal, const std::string& kind) {
  const std::vector<std::string> expected = expected_trials(run.suite());
  std::set<std::string> asked(expected.begin(), expected.end());
  asked.insert(std::string("cost ") + floor_subject);
  Prunable prunable;
  std::set<std::filesystem::path> used;
  for (const RecordHead& head : journal.heads()) {
    const bool machine = head.kind == "host" || head.kind == "limits";
    const bool wanted = machine || asked.count((head.kind == "confirm" ? "cost" : head.kind) + " " + head.subject) != 0;
    const bool pruned = head.kind == kind || (kind == "cost" && head.kind == "confirm");
    const bool keep = wanted && !pruned && journal.newest_of(head) == &head;
    prunable.keep.push_back(keep);
    if (!keep) continue;
    used.insert(run.log(head.kind, head.subject));
    if (head.kind == "cost" || head.kind == "confirm") used.insert(run.log("bounds", head.host));  // of their session
    if (head.kind == "train" && head.status == "ok")
      used.insert(run.weights() / journal.checked(head, [&] { return weights_in(journal.result(head)).file; }));
  }
  for (const std::filesystem::path& folder : {run.weights(), run.logs(), run.partial()})
    add_files(folder, used, prunable.files);
  return prunable;
}

}  // namespace gatewise

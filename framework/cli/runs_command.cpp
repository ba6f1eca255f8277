#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/own_file.hpp"
#include "base/reason_of.hpp"
#include "base/units.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "reports/text/goals_table.hpp"
#include "reports/text/printable_json.hpp"
#include "reports/text/scores_table.hpp"
#include "reports/text/text_table.hpp"
#include "reports/write_reports.hpp"
#include "run/plan/prune.hpp"

namespace gatewise {
namespace {

std::uintmax_t size_of(const std::filesystem::path& folder) {
  std::uintmax_t bytes = 0;
  std::error_code code;
  std::filesystem::recursive_directory_iterator entry(folder, code);
  for (; !code && entry != std::filesystem::recursive_directory_iterator(); entry.increment(code)) {
    std::error_code gone;  // a run may be at work there
    const bool counts = std::filesystem::is_regular_file(entry->symlink_status(gone));
    const std::uintmax_t size = counts ? entry->file_size(gone) : 0;
    if (!gone) bytes += size;
  }
  return bytes;
}

/// How far a run is, in words.
std::string state_of(const RunDirectory& run, std::size_t done, std::size_t expected) {
  if (const std::optional<pid_t> holder = holder_of(run.lock_file()))
    return fmt::format("running, process {}", *holder);
  return done < expected ? "interrupted" : "finished";
}

/// One line of `runs list`.
std::vector<std::string> row_of(const std::filesystem::path& path) {
  const RunDirectory run = RunDirectory::open(path);
  const Journal journal(run.journal());
  const std::vector<std::string> expected = expected_trials(run.suite());
  std::set<std::string> done, failed;
  for (const RecordHead& head : journal.heads()) {
    const std::string trial = head.kind + " " + head.subject;
    (head.status == "failed" ? failed : done).insert(trial);
  }
  const auto count = [&](const std::set<std::string>& trials) {
    return static_cast<std::size_t>(std::count_if(expected.begin(), expected.end(),
                                                  [&](const std::string& trial) { return trials.count(trial) != 0; }));
  };
  for (const std::string& trial : done) failed.erase(trial);
  return {path.string(),
          fmt::format("{} of {}", count(done), expected.size()),
          fmt::format("{}", count(failed)),
          state_of(run, count(done) + count(failed), expected.size()),
          format_quantity(static_cast<double>(size_of(path)), Unit::bytes),
          journal.heads().empty() ? "-" : journal.heads().back().time};
}

int list_runs(const std::filesystem::path& folder) {
  if (!is_folder(folder))
    throw InputError(fmt::format("{}: no such folder; give the one that holds the runs", folder.string()));
  TextTable table;
  table.rows.push_back({"run", "trials", "failed", "state", "size", "newest record"});
  table.right = {false, true, true, false, true, false};
  std::vector<std::filesystem::path> paths;
  for (const std::filesystem::path& entry : entries_of(folder)) {
    if (is_there(entry / "run.json")) paths.push_back(entry);
  }
  for (const std::filesystem::path& path : paths) {
    try {
      table.rows.push_back(row_of(path));
    } catch (const std::exception& error) {  // one that can't be read hides no other
      table.rows.push_back({path.string(), "-", "-", reason_of(error), "-", "-"});
    }
  }
  if (paths.empty()) {
    tell("{}: no runs\n", folder.string());
  } else {
    tell("{}", table.plain());
  }
  return exit_fine;
}

/// What a user may call a trial: its id, its subject, or "kind subject".
std::vector<const RecordHead*> matching(const Journal& journal, const std::string& id) {
  std::vector<const RecordHead*> found;
  for (const RecordHead& head : journal.heads()) {
    if ((id.size() >= 6 && head.key.rfind(id, 0) == 0) || head.subject == id || head.kind + " " + head.subject == id)
      found.push_back(&head);
  }
  return found;
}

int show_log(const RunDirectory& run, const Journal& journal, const std::string& id) {
  const std::vector<const RecordHead*> found = matching(journal, id);
  std::set<std::filesystem::path> logs;
  for (const RecordHead* head : found) {
    // The training that a learning rate was chosen by has two subjects and one log.
    for (const RecordHead& same : journal.heads()) {
      if (same.key == head->key) logs.insert(run.log(same.kind, same.subject));
    }
  }
  // A trial in flight has a log and no record yet.
  if (const std::size_t blank = id.find(' '); found.empty() && blank != std::string::npos)
    logs.insert(run.log(id.substr(0, blank), id.substr(blank + 1)));
  std::erase_if(logs, [](const std::filesystem::path& log) { return !OwnFile::in_folder(log).exists(); });
  if (logs.empty()) {
    throw InputError(fmt::format("{}: no log of a trial '{}'; `gatewise runs show {}` lists ids and subjects",
                                 run.path().string(), id, run.path().string()));
  }
  for (const std::filesystem::path& log : logs) tell("{}", OwnFile::in_folder(log).read());
  return exit_fine;
}

Json head_json(const RecordHead& head) {
  return {{"key", head.key},     {"kind", head.kind},       {"subject", head.subject},   {"status", head.status},
          {"stage", head.stage}, {"message", head.message}, {"seconds", head.seconds},   {"time", head.time},
          {"host", head.host},   {"program", head.program}, {"attempts", head.attempts}, {"sequence", head.sequence}};
}

int show_run(const std::filesystem::path& path, const std::string& log, bool json) {
  const RunDirectory run = RunDirectory::open(path);
  const Journal journal(run.journal());
  for (const std::string& complaint : journal.complaints()) tell(stderr, "gatewise: {}\n", complaint);
  if (!log.empty()) return show_log(run, journal, log);
  if (json) {
    Json all = Json::array();
    for (const RecordHead& head : journal.heads()) all.push_back(head_json(head));
    tell("{}\n", json_text(all, 2));
    return exit_fine;
  }
  TextTable table;
  table.rows.push_back({"id", "kind", "subject", "status", "seconds", "why"});
  table.right = {false, false, false, false, true, false};
  for (const RecordHead& head : journal.heads()) {
    if (head.kind == "host" || head.kind == "limits") continue;
    table.rows.push_back({head.key.substr(0, 8), head.kind, head.subject, head.status,
                          fmt::format("{:.1f}", head.seconds),
                          head.message.empty() ? "" : fmt::format("{}: {}", head.stage, head.message)});
  }
  tell("{}", table.plain());
  return exit_fine;
}

int prune_run(const std::filesystem::path& path, const std::string& kind, bool dry) {
  const RunDirectory run = RunDirectory::open(path);
  // Taking the lock makes its file, and a dry run makes nothing.
  const std::unique_ptr<const RunLock> lock = dry ? nullptr : std::make_unique<RunLock>(run.lock_file(), Shard{});
  if (const std::optional<pid_t> holder = dry ? holder_of(run.lock_file()) : std::nullopt)
    throw InputError(fmt::format("{}: process {} works on this run; wait for its end", path.string(), *holder));
  Journal journal(run.journal());
  if (!journal.complaints().empty()) {
    throw InputError(fmt::format("{}; nothing is pruned while there are lines that can't be read: take them out first",
                                 journal.complaints().front()));
  }
  const Prunable prunable = find_prunable(run, journal, kind);
  tell("{}: {} {} of {} records and {} files of {}\n", path.string(), dry ? "would remove" : "removes",
       prunable.records(), prunable.keep.size(), prunable.files.size(),
       format_quantity(static_cast<double>(prunable.bytes()), Unit::bytes));
  if (dry) return exit_fine;
  if (prunable.records() > 0) journal.compact(prunable.keep);
  for (const std::filesystem::path& file : prunable.files) OwnFile::in_folder(file).remove();
  return exit_fine;
}

int print_scores(const std::vector<std::string>& paths, bool goals) {
  std::vector<OrderedJson> reports;
  for (const std::string& path : paths) reports.push_back(for_markdown(rank_run(RunDirectory::open(path))));
  tell("{}", (goals ? goals_table(reports) : scores_table(reports)).markdown());
  return exit_fine;
}

void add_scores(CLI::App& runs, Action& action) {
  CLI::App* verb =
      runs.add_subcommand("scores", "Scores of several runs beside floors and published ones, as Markdown");
  auto paths = std::make_shared<std::vector<std::string>>();
  auto goals = std::make_shared<bool>(false);
  verb->add_option("runs", *paths, "The runs' directories")->required();
  verb->add_flag("--goals", *goals, "Every candidate's score on test beside the quality that its budgets ask for");
  verb->callback([=, &action] { action = [=] { return print_scores(*paths, *goals); }; });
}

void add_list(CLI::App& runs, Action& action) {
  CLI::App* verb = runs.add_subcommand("list", "The runs in a folder: how far each is, and whether one works on it");
  auto folder = std::make_shared<std::string>("runs");
  verb->add_option("folder", *folder, "Where the runs are")->capture_default_str();
  verb->callback([=, &action] { action = [=] { return list_runs(*folder); }; });
}

void add_show(CLI::App& runs, Action& action) {
  CLI::App* verb = runs.add_subcommand("show", "A run's trials, or what one of them printed");
  auto path = std::make_shared<std::string>();
  auto log = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  verb->add_option("run", *path, "The run's directory")->required();
  verb->add_option("--log", *log, "Print what this trial's children printed: an id, a subject, or \"kind subject\"")
      ->type_name("ID");
  verb->add_flag("--json", *json, "The records' heads as JSON");
  verb->callback([=, &action] { action = [=] { return show_run(*path, *log, *json); }; });
}

void add_prune(CLI::App& runs, Action& action) {
  CLI::App* verb = runs.add_subcommand("prune",
                                       "Remove what no report of a run needs: superseded records, the weights and logs "
                                       "that nothing refers to, what unfinished trials have saved");
  auto path = std::make_shared<std::string>();
  auto kind = std::make_shared<std::string>();
  auto dry = std::make_shared<bool>(false);
  verb->add_option("run", *path, "The run's directory")->required();
  verb->add_option("--kind", *kind, "Forget all trials of this kind, too: the next run does them again")
      ->check(CLI::IsMember({"dataset", "size", "train", "quality", "cost"}));
  verb->add_flag("--dry-run", *dry, "Say what would be removed, and remove nothing");
  verb->callback([=, &action] { action = [=] { return prune_run(*path, *kind, *dry); }; });
}

}  // namespace

void add_runs(CLI::App& app, const Common&, Action& action) {
  CLI::App* runs = app.add_subcommand("runs", "What runs there are and what they hold: list, show, scores, prune");
  runs->require_subcommand(1);
  add_list(*runs, action);
  add_show(*runs, action);
  add_scores(*runs, action);
  add_prune(*runs, action);
}

}  // namespace gatewise

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/installation.hpp"
#include "base/nearest_name.hpp"
#include "cli/data_options.hpp"
#include "cli/data_report.hpp"
#include "cli/suite_options.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "data/length_source.hpp"
#include "data/load.hpp"
#include "reports/text/length_plot.hpp"

namespace gatewise {
namespace {

/// An id, or a path to a description.
DatasetDescription description_of(const std::string& id, const DataOptions& options) {
  const bool is_file = id.ends_with(".toml") && is_there(id);
  return read_dataset_description(is_file ? std::filesystem::absolute(id) : find_dataset(id, dataset_folders("")),
                                  options.settings());
}

void print_place(const DataFile& file, const LocatedFile& place) {
  tell("{:<10} {:>10} bytes  {}\n", origin_name(place.origin), file.bytes, place.path.string());
}

int describe(const std::string& id, const DataOptions& options) {
  const DatasetDescription description = description_of(id, options);
  print_dataset(load_dataset(description, paths_of(locate_with_bar(description, options))));
  return exit_fine;
}

int fetch(const std::string& id, const DataOptions& options) {
  const DatasetDescription description = description_of(id, options);
  const std::vector<LocatedFile> places = locate_with_bar(description, options);
  for (std::size_t i = 0; i < places.size(); ++i) print_place(description.files[i], places[i]);
  return exit_fine;
}

/// Goes on behind a file that is missing or wrong: all that is amiss shows at once.
int verify(const std::string& id, const DataOptions& options) {
  const DatasetDescription description = description_of(id, options);
  DataSource source = options.source();
  source.downloads = false;
  int exit_code = exit_fine;
  for (const DataFile& file : description.files) {
    try {
      print_place(file, locate_file(description, file, source, nullptr));
    } catch (const InputError& error) {
      tell(stderr, "gatewise: {}\n", printable_message(error.what()));
      exit_code = exit_usage;
    }
  }
  return exit_code;
}

/// What a published distribution's lengths look like.
int show_lengths(const std::string& id) {
  std::vector<std::string> known;
  for (const std::filesystem::path& file : list_datasets({installation().suites / "lengths"})) {
    const LengthSource source = read_length_distribution(file);
    known.push_back(source.name);
    if (id.empty())
      tell("{:<24} median {:>5}  p99 {:>5}\n", source.name, length_at(source, 0.5), length_at(source, 0.99));
    if (id == source.name) tell("{}", length_plot(draw_lengths(source, 10'000, 1)));
  }
  if (!id.empty() && std::find(known.begin(), known.end(), id) == known.end())
    throw InputError(fmt::format("no distribution '{}'{}", id, suggestion(id, known)));
  return exit_fine;
}

int list() {
  for (const std::filesystem::path& file : list_datasets(dataset_folders(""))) {
    const DatasetDescription description = read_dataset_description(file);
    tell("{:<24} {:<24} {}\n", description.id, task_name(description.task), description.title);
  }
  return exit_fine;
}

using OneDataset = int (*)(const std::string& id, const DataOptions& options);

void add_one(CLI::App& data, Action& action, const std::string& name, const std::string& summary, OneDataset does) {
  CLI::App* verb = data.add_subcommand(name, summary);
  auto id = std::make_shared<std::string>();
  auto options = std::make_shared<DataOptions>();
  verb->add_option("dataset", *id, "Its id, or the path of its description")->required();
  options->add_to(*verb);
  options->add_settings_to(*verb);
  verb->callback([=, &action] { action = [=] { return does(*id, *options); }; });
}

}  // namespace

void add_data(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand("data", "The datasets that suites may name");
  verb->require_subcommand(1);
  verb->add_subcommand("list", "List the datasets")->callback([&action] { action = list; });
  CLI::App* lengths = verb->add_subcommand("lengths", "The published distributions of lengths that suites may name");
  auto distribution = std::make_shared<std::string>();
  lengths->add_option("distribution", *distribution, "Draw this one");
  lengths->callback([=, &action] { action = [=] { return show_lengths(*distribution); }; });
  add_one(*verb, action, "describe", "Splits, lengths, classes, vocabulary, leakage, padding and floors of a dataset",
          describe);
  add_one(*verb, action, "fetch", "Find a dataset's files, and download those that are nowhere", fetch);
  add_one(*verb, action, "verify", "Check size and sha256 of a dataset's files; downloads nothing", verify);
}

}  // namespace gatewise

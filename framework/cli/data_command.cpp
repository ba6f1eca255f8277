#include <fmt/format.h>

#include <functional>
#include <memory>

#include "base/error.hpp"
#include "cli/data_options.hpp"
#include "cli/data_report.hpp"
#include "cli/suite_options.hpp"
#include "cli/verbs.hpp"
#include "data/load.hpp"

namespace gatewise {
namespace {

DatasetDescription description_of(const std::string& id) {
  return read_dataset_description(find_dataset(id, dataset_folders("")));
}

void print_place(const DataFile& file, const LocatedFile& place) {
  fmt::print("{:<10} {:>10} bytes  {}\n", origin_name(place.origin), file.bytes, place.path.string());
}

int describe(const std::string& id, const DataOptions& options) {
  const DatasetDescription description = description_of(id);
  print_dataset(load_dataset(description, paths_of(locate_with_bar(description, options))));
  return exit_fine;
}

int fetch(const std::string& id, const DataOptions& options) {
  const DatasetDescription description = description_of(id);
  const std::vector<LocatedFile> places = locate_with_bar(description, options);
  for (std::size_t i = 0; i < places.size(); ++i) print_place(description.files[i], places[i]);
  return exit_fine;
}

/// Goes on behind a file that is missing or wrong: all that is amiss shows at once.
int verify(const std::string& id, const DataOptions& options) {
  const DatasetDescription description = description_of(id);
  DataSource source = options.source();
  source.downloads = false;
  int exit_code = exit_fine;
  for (const DataFile& file : description.files) {
    try {
      print_place(file, locate_file(description, file, source, nullptr));
    } catch (const InputError& error) {
      fmt::print(stderr, "gatewise: {}\n", error.what());
      exit_code = exit_usage;
    }
  }
  return exit_code;
}

int list() {
  for (const std::filesystem::path& file : list_datasets(dataset_folders(""))) {
    const DatasetDescription description = read_dataset_description(file);
    fmt::print("{:<24} {:<24} {}\n", description.id, task_name(description.task), description.title);
  }
  return exit_fine;
}

using OneDataset = int (*)(const std::string& id, const DataOptions& options);

void add_one(CLI::App& data, Action& action, const std::string& name, const std::string& summary, OneDataset does) {
  CLI::App* verb = data.add_subcommand(name, summary);
  auto id = std::make_shared<std::string>();
  auto options = std::make_shared<DataOptions>();
  verb->add_option("dataset", *id, "Its id")->required();
  options->add_to(*verb);
  verb->callback([=, &action] { action = [=] { return does(*id, *options); }; });
}

}  // namespace

void add_data(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand("data", "The datasets that suites may name");
  verb->require_subcommand(1);
  verb->add_subcommand("list", "List the datasets")->callback([&action] { action = list; });
  add_one(*verb, action, "describe", "Splits, lengths, classes, vocabulary, padding and floors of a dataset", describe);
  add_one(*verb, action, "fetch", "Find a dataset's files, and download those that are nowhere", fetch);
  add_one(*verb, action, "verify", "Check size and sha256 of a dataset's files; downloads nothing", verify);
}

}  // namespace gatewise

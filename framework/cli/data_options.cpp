#include "cli/data_options.hpp"

#include "cli/progress_bar.hpp"

namespace gatewise {

void DataOptions::add_to(CLI::App& verb) {
  verb.add_option("--mirror", mirror, "A folder that holds the files of public datasets, used instead of a download")
      ->envname("GATEWISE_DATA_MIRROR")
      ->type_name("DIR");
}

DataSource DataOptions::source() const { return {default_cache(), mirror, true, {}}; }

std::vector<LocatedFile> locate_with_bar(const DatasetDescription& description, const DataOptions& options) {
  ProgressBar bar(false);
  return locate_files(description, options.source(), [&](double done, double total, const std::string& what) {
    bar.progress(done, total, "downloading " + what);
  });
}

}  // namespace gatewise

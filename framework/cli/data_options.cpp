#include "cli/data_options.hpp"

#include <toml++/toml.h>

#include <sstream>

#include "base/toml_table.hpp"
#include "cli/progress_bar.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {

void DataOptions::add_to(CLI::App& verb) {
  verb.add_option("--mirror", mirror, "A folder that holds the files of public datasets, used instead of a download")
      ->envname("GATEWISE_DATA_MIRROR")
      ->type_name("DIR");
}

void DataOptions::add_settings_to(CLI::App& verb) {
  verb.add_option("--set", sets, "Lay key=value over the description, such as synthetic.length=400")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

std::string DataOptions::settings() const {
  toml::table table;
  for (const std::string& assignment : sets) override_toml(table, assignment);
  std::ostringstream text;
  if (!table.empty()) text << table;
  return text.str();
}

DataSource DataOptions::source() const { return {default_cache(), mirror, true, {}}; }

std::vector<LocatedFile> locate_with_bar(const DatasetDescription& description, const DataOptions& options) {
  ProgressBar bar(false);
  const std::int64_t begin_ns = now_ns();
  return locate_files(description, options.source(), [&](double done, double total, const std::string& what) {
    const double spent = static_cast<double>(now_ns() - begin_ns) / 1e9;
    bar.progress(done > 0 ? spent * (total - done) / done : 0, "downloading " + what);
  });
}

}  // namespace gatewise

#include "data/readers/wide_reader.hpp"

#include <fmt/format.h>

#include <unordered_map>

#include "data/readers/csv_reader.hpp"
#include "data/readers/marks.hpp"
#include "data/readers/numbers.hpp"

namespace gatewise {
namespace {

/// The series of one split by their ids.
using Known = std::unordered_map<std::string, std::size_t>;

void append_values(const LineReader& file, const std::vector<std::string>& fields,
                   const DatasetDescription& description, Sequence& series) {
  std::size_t end = fields.size();
  while (end > 0 && fields[end - 1].empty()) --end;
  for (auto i = static_cast<std::size_t>(description.wide.first); i < end; ++i) {
    const double value = read_number(file, fields[i], description.text.repair);
    series.values.push_back(value);
    series.targets.push_back(value);
    series.length += 1;
  }
}

Sequence& series_of(const LineReader& file, const std::string& id, bool continues, Known& known, Sequences& all) {
  const auto [entry, fresh] = known.try_emplace(id, all.size());
  if (continues && fresh) file.fail(fmt::format("continues series '{}', which no file before it has", id));
  if (!continues && !fresh) file.fail(fmt::format("series '{}' is there already", id));
  if (fresh) all.emplace_back().group = id;
  return all[entry->second];
}

void read_wide_file(const std::filesystem::path& path, bool continues, const DatasetDescription& description,
                    Known& known, Sequences& all, RepairLog& log) {
  const WideColumns& wide = description.wide;
  LineReader file(path, description.text, &log);
  std::vector<std::string> fields;
  bool any = file.next();
  if (any && is_separator_line(file, wide.separator)) any = file.next();
  if (any && wide.header) any = file.next();
  for (std::size_t row = 1; any; ++row, any = file.next()) {
    if (is_blank(file.line())) continue;
    split_fields(file, wide.separator, fields);
    const std::string id = wide.first > 0 ? fields.front() : std::to_string(row);
    const auto place = [&] { return file.place(); };
    if (wide.first > 0 && !has_group(id, place, description.text.repair, log)) continue;
    append_values(file, fields, description, series_of(file, id, continues, known, all));
  }
}

}  // namespace

void read_wide(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
               RawDataset& raw) {
  raw.dataset.feature_count = 1;
  std::unordered_map<std::string, Known> known;  // by split
  for (const bool continues : {false, true}) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      const DataFile& file = description.files[i];
      if ((file.role == "continuation") != continues) continue;
      read_wide_file(files[i], continues, description, known[file.split], sequences_of(raw, file.split),
                     raw.dataset.repairs);
    }
  }
}

}  // namespace gatewise

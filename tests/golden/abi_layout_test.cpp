// The bytes of the plugin ABI: abi_layout.txt holds the size of every struct and the place of every field. A plugin
// that nobody builds again relies on them.
#include <gatewise/abi.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <set>
#include <sstream>

#include "support/files.hpp"

namespace gatewise::abi_layout_test {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using tests::bytes_of;
using tests::lines_of;

const std::filesystem::path golden_file = GATEWISE_SOURCE_DIR "/tests/golden/abi_layout.txt";
const std::filesystem::path header_folder = GATEWISE_SOURCE_DIR "/framework/abi/gatewise";

/// A struct of the ABI or, as "struct.field", one of its fields.
struct Entry {
  std::string name;
  std::string line;  ///< as in abi_layout.txt
};

Entry struct_entry(const std::string& name, std::size_t size) { return {name, name + " size " + std::to_string(size)}; }

Entry field_entry(const std::string& name, std::size_t offset, std::size_t size) {
  return {name, name + " offset " + std::to_string(offset) + " size " + std::to_string(size)};
}

#define STRUCT(NAME) struct_entry(#NAME, sizeof(NAME))
#define FIELD(NAME, FIELD_NAME) field_entry(#NAME "." #FIELD_NAME, offsetof(NAME, FIELD_NAME), sizeof(NAME::FIELD_NAME))

/// Every struct of the header with its fields, in the header's order. Append what is appended there.
std::vector<Entry> layout() {
  return {
      STRUCT(gw_spec),
      FIELD(gw_spec, struct_size),
      FIELD(gw_spec, reserved),
      FIELD(gw_spec, family),
      FIELD(gw_spec, precision),
      FIELD(gw_spec, input_size),
      FIELD(gw_spec, hidden_size),

      STRUCT(gw_exec),
      FIELD(gw_exec, struct_size),
      FIELD(gw_exec, threads),

      STRUCT(gw_tensor),
      FIELD(gw_tensor, struct_size),
      FIELD(gw_tensor, rank),
      FIELD(gw_tensor, name),
      FIELD(gw_tensor, data),
      FIELD(gw_tensor, shape),

      STRUCT(gw_weights),
      FIELD(gw_weights, struct_size),
      FIELD(gw_weights, count),
      FIELD(gw_weights, tensors),

      STRUCT(gw_quant),
      FIELD(gw_quant, struct_size),
      FIELD(gw_quant, sequences),
      FIELD(gw_quant, x_min),
      FIELD(gw_quant, x_max),
      FIELD(gw_quant, h_min),
      FIELD(gw_quant, h_max),

      STRUCT(gw_run),
      FIELD(gw_run, struct_size),
      FIELD(gw_run, reserved),
      FIELD(gw_run, steps),
      FIELD(gw_run, lanes),
      FIELD(gw_run, x),
      FIELD(gw_run, y),
      FIELD(gw_run, lengths),
      FIELD(gw_run, state),
      FIELD(gw_run, scratch),

      STRUCT(gw_needs),
      FIELD(gw_needs, struct_size),
      FIELD(gw_needs, reserved),
      FIELD(gw_needs, state_bytes),
      FIELD(gw_needs, scratch_bytes),

      STRUCT(gw_description),
      FIELD(gw_description, struct_size),
      FIELD(gw_description, threads),
      FIELD(gw_description, implementation),
      FIELD(gw_description, precision),
      FIELD(gw_description, isa),
      FIELD(gw_description, weights_bytes),
      FIELD(gw_description, touched_bytes),
      FIELD(gw_description, flags),

      STRUCT(gw_cell_type),
      FIELD(gw_cell_type, struct_size),
      FIELD(gw_cell_type, reserved),
      FIELD(gw_cell_type, family),
      FIELD(gw_cell_type, precision),
      FIELD(gw_cell_type, name),
      FIELD(gw_cell_type, supports),
      FIELD(gw_cell_type, prepare),
      FIELD(gw_cell_type, needs),
      FIELD(gw_cell_type, reset),
      FIELD(gw_cell_type, run),
      FIELD(gw_cell_type, describe),
      FIELD(gw_cell_type, release),
      FIELD(gw_cell_type, extension),

      STRUCT(gw_plugin),
      FIELD(gw_plugin, struct_size),
      FIELD(gw_plugin, abi_minor),
      FIELD(gw_plugin, id),
      FIELD(gw_plugin, version),
      FIELD(gw_plugin, library),
      FIELD(gw_plugin, licence),
      FIELD(gw_plugin, summary),
      FIELD(gw_plugin, cell_count),
      FIELD(gw_plugin, reserved),
      FIELD(gw_plugin, cells),
      FIELD(gw_plugin, extension),

      STRUCT(gw_host),
      FIELD(gw_host, struct_size),
      FIELD(gw_host, abi_minor),
      FIELD(gw_host, name),
      FIELD(gw_host, version),

      STRUCT(gw_extent),
      FIELD(gw_extent, constant),
      FIELD(gw_extent, per_input),
      FIELD(gw_extent, per_hidden),

      STRUCT(gw_parameter),
      FIELD(gw_parameter, struct_size),
      FIELD(gw_parameter, rank),
      FIELD(gw_parameter, name),
      FIELD(gw_parameter, shape),
      FIELD(gw_parameter, init),
      FIELD(gw_parameter, init_blocks),
      FIELD(gw_parameter, init_values),

      STRUCT(gw_family),
      FIELD(gw_family, struct_size),
      FIELD(gw_family, parameter_count),
      FIELD(gw_family, name),
      FIELD(gw_family, title),
      FIELD(gw_family, parameters),

      STRUCT(gw_train_pass),
      FIELD(gw_train_pass, struct_size),
      FIELD(gw_train_pass, real_bytes),
      FIELD(gw_train_pass, steps),
      FIELD(gw_train_pass, rows),
      FIELD(gw_train_pass, active),
      FIELD(gw_train_pass, truncate),
      FIELD(gw_train_pass, recurrent_mask),
      FIELD(gw_train_pass, weights),
      FIELD(gw_train_pass, x),
      FIELD(gw_train_pass, y),
      FIELD(gw_train_pass, tape),
      FIELD(gw_train_pass, dy),
      FIELD(gw_train_pass, d_weights),
      FIELD(gw_train_pass, dx),

      STRUCT(gw_train),
      FIELD(gw_train, struct_size),
      FIELD(gw_train, reserved),
      FIELD(gw_train, flags),
      FIELD(gw_train, tape_bytes),
      FIELD(gw_train, forward),
      FIELD(gw_train, backward),
  };
}

std::string without_comments(const std::string& text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find("/*", at);
    kept += text.substr(at, begin - at);
    if (begin == std::string::npos) break;
    const std::size_t end = text.find("*/", begin + 2);
    at = end == std::string::npos ? text.size() : end + 2;
  }
  return kept;
}

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// The last word of a text, whatever array bounds follow it; empty where there is none.
std::string last_word(const std::string& text) {
  const std::string plain = text.substr(0, text.find('['));
  const auto end = std::find_if(plain.rbegin(), plain.rend(), in_word);
  const auto begin = std::find_if_not(end, plain.rend(), in_word);
  return {begin.base(), end.base()};
}

/// The names that one declaration declares: `float x_min, x_max` two, `int32_t (*run)(const gw_cell* cell)` one.
std::vector<std::string> declared_by(const std::string& declaration) {
  const std::size_t pointer = declaration.find("(*");
  if (pointer != std::string::npos) return {last_word(declaration.substr(0, declaration.find(')', pointer)))};
  std::vector<std::string> names;
  std::istringstream parts(declaration);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::string name = last_word(part);
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

/// Every struct of a header and "struct.field" of each of its fields, in the header's order.
std::vector<std::string> names_in(const std::string& header) {
  const std::string text = without_comments(header);
  std::vector<std::string> names;
  for (std::size_t at = text.find("struct "); at != std::string::npos; at = text.find("struct ", at + 1)) {
    const std::size_t open = text.find_first_of("{;", at);
    if (open == std::string::npos || text[open] == ';') continue;  // a declaration
    const std::string name = last_word(text.substr(at, open - at));
    names.push_back(name);
    std::istringstream body(text.substr(open + 1, text.find('}', open) - open - 1));
    for (std::string declaration; std::getline(body, declaration, ';');) {
      for (const std::string& field : declared_by(declaration)) names.push_back(name + "." + field);
    }
  }
  return names;
}

std::vector<std::string> names_in_headers() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(header_folder)) {
    const std::vector<std::string> more = names_in(bytes_of(entry.path()));
    names.insert(names.end(), more.begin(), more.end());
  }
  return names;
}

/// What stands in `all` and not in `known`.
std::vector<std::string> missing_in(const std::vector<std::string>& all, const std::vector<std::string>& known) {
  const std::set<std::string> set(known.begin(), known.end());
  std::vector<std::string> missing;
  std::copy_if(all.begin(), all.end(), std::back_inserter(missing),
               [&](const std::string& one) { return set.count(one) == 0; });
  return missing;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(AbiLayout, IsTheStoredOne) {
  std::vector<std::string> now;
  for (const Entry& entry : layout()) now.push_back(entry.line);
  const std::vector<std::string> stored = lines_of(bytes_of(golden_file));
  EXPECT_THAT(missing_in(stored, now), IsEmpty())
      << "These lines of " << golden_file << " no longer hold, so that plugins which were built before break. Fields "
      << "and structs are only ever appended, and nothing moves, shrinks or goes.\n"
      << "Only a struct's own size may grow, by what was appended to it: then bring the file up to date, too.";
  EXPECT_THAT(missing_in(now, stored), IsEmpty()) << "New in the ABI. If it was only appended to: raise GW_ABI_MINOR, "
                                                     "say so in framework/abi/CHANGELOG.md, and let "
                                                  << golden_file << " be\n"
                                                  << joined(now);
}

TEST(AbiLayout, ListsEveryFieldOfTheHeader) {
  std::vector<std::string> listed;
  for (const Entry& entry : layout()) listed.push_back(entry.name);
  EXPECT_THAT(missing_in(names_in_headers(), listed), IsEmpty()) << "Append STRUCT and FIELD to layout() in this test.";
  EXPECT_THAT(missing_in(listed, names_in_headers()), IsEmpty()) << "The reader of the headers in this test missed it.";
}

TEST(AbiLayout, BeginsEveryStructWithItsSize) {
  for (const std::string& line : lines_of(bytes_of(golden_file))) {
    if (line.find(".struct_size ") == std::string::npos) continue;
    EXPECT_THAT(line, EndsWith(" offset 0 size 4"));
  }
  const std::vector<std::string> names = names_in_headers();
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    if (names[i].find('.') != std::string::npos) continue;
    if (names[i] == "gw_extent") continue;  // a value, which stays as it is
    EXPECT_EQ(names[i + 1], names[i] + ".struct_size");
  }
}

TEST(HeaderReader, FindsFieldsOfEveryKind) {
  EXPECT_THAT(names_in(R"(
typedef struct gw_opaque gw_opaque; /* struct none { int a; } */
typedef struct gw_some {
  uint32_t struct_size; /* first; always */
  float x_min, x_max;
  int64_t shape[4];
  const gw_some* const* many; /* [count] */
  int32_t (*run)(const gw_some* some, char* message,
                 uint64_t size);
} gw_some;
)"),
              ElementsAre("gw_some", "gw_some.struct_size", "gw_some.x_min", "gw_some.x_max", "gw_some.shape",
                          "gw_some.many", "gw_some.run"));
}

}  // namespace
}  // namespace gatewise::abi_layout_test

#include "host/plugin_file.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "host/answering_child.hpp"
#include "host/elf_header.hpp"
#include "host/entry.hpp"

namespace gatewise {
namespace {

constexpr double patience_seconds = 10;

/// In the child: loads and describes; gives the descriptor or the complaint.
Json answer_of(const std::filesystem::path& file) {
  try {
    return {{"descriptor", describe_entry(file, *load_entry(file))}};
  } catch (const InputError& error) {
    return {{"error", error.what()}};
  } catch (const std::exception& error) {
    return {{"error", fmt::format("{}: throws from its entry: {}; catch everything inside the plugin", file.string(),
                                  error.what())}};
  } catch (...) {
    return {{"error", fmt::format("{}: throws from its entry; catch everything inside the plugin", file.string())}};
  }
}

/// What a plugin writes where the child answers is not to be trusted.
Json parse_answer(const std::filesystem::path& file, const std::string& line) {
  Json answer = try_parse_json(line);
  if (answer.is_object()) return answer;
  throw InputError(
      fmt::format("{}: writes to descriptors that are not its own while it is loaded; it must not", file.string()));
}

/// What a child that gave no answer came to.
std::string how_it_ended(AnsweringChild& child) {
  const std::string end = child.end();
  if (child.silent()) {
    return fmt::format(
        "does not return from being loaded within {:.0f} s; its entry and its static constructors must end",
        patience_seconds);
  }
  if (end.rfind("signal", 0) == 0) return fmt::format("crashes while it is loaded ({}); run it under a debugger", end);
  return fmt::format("ends the process while it is loaded ({}); a plugin must return from its entry", end);
}

PluginDescriptor from_json(const std::filesystem::path& file, const Json& json) {
  PluginDescriptor descriptor{
      file, json.at("id"),       json.at("version"),  json.at("library"), json.at("licence"), json.at("summary"),
      {},   json.at("families"), json.at("abi_minor")};
  for (const Json& cell : json.at("cells"))
    descriptor.cells.push_back({cell.at("family"), cell.at("precision"), cell.at("name")});
  return descriptor;
}

}  // namespace

PluginDescriptor examine_plugin(const std::filesystem::path& file) {
  check_elf_header(file);
  check_exported_entry(file);
  AnsweringChild child([&](const AnsweringChild::Say& say) { say(json_text(answer_of(file))); });
  const std::optional<std::string> line = child.line(patience_seconds);
  if (!line) throw InputError(fmt::format("{}: {}", file.string(), how_it_ended(child)));
  const Json answer = parse_answer(file, *line);
  if (answer.contains("error")) throw InputError(answer.at("error").get<std::string>());
  try {
    return from_json(file, answer.at("descriptor"));
  } catch (const Json::exception&) {
    throw InputError(fmt::format("{}: describes itself in values that mean nothing; fill its tables", file.string()));
  }
}

std::vector<RejectedFile> find_collisions(std::vector<std::filesystem::path> files) {
  std::erase_if(files, [](const std::filesystem::path& file) { return !exports_more_than(file, entry_symbol); });
  if (files.size() < 2) return {};
  AnsweringChild child([&](const AnsweringChild::Say& say) {
    for (const std::filesystem::path& file : files) say(json_text(answer_of(file)));
  });
  std::vector<RejectedFile> collisions;
  for (const std::filesystem::path& file : files) {
    const std::optional<std::string> line = child.line(patience_seconds);
    if (!line)
      break;  // beyond that they may do to each other what they like: a candidate is measured in children of its own
    const Json answer = parse_answer(file, *line);
    if (answer.contains("error")) collisions.push_back({file, answer.at("error")});
  }
  return collisions;
}

void to_json(Json& json, const PluginDescriptor& descriptor) {
  json = {{"file", descriptor.file.string()}, {"id", descriptor.id},
          {"version", descriptor.version},    {"library", descriptor.library},
          {"licence", descriptor.licence},    {"summary", descriptor.summary},
          {"cells", Json::array()},           {"families", descriptor.families},
          {"abi_minor", descriptor.abi_minor}};
  for (const ListedCell& cell : descriptor.cells)
    json["cells"].push_back({{"family", cell.family}, {"precision", cell.precision}, {"name", cell.name}});
}

}  // namespace gatewise

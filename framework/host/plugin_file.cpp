#include "host/plugin_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "base/error.hpp"
#include "host/elf_header.hpp"
#include "host/entry.hpp"

namespace gatewise {
namespace {

constexpr int patience_ms = 10'000;

/// In the child: loads, describes, writes the descriptor or the complaint as JSON.
[[noreturn]] void answer_from_child(const std::filesystem::path& file, int pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDOUT_FILENO);  // what a plugin prints while it loads is not ours to show
  ::dup2(nowhere, STDERR_FILENO);
  Json answer;
  try {
    answer["descriptor"] = describe_entry(file, *load_entry(file));
  } catch (const InputError& error) {
    answer = {{"error", error.what()}};
  } catch (const std::exception& error) {
    answer = {{"error", fmt::format("{}: throws from its entry: {}; catch everything inside the plugin", file.string(),
                                    error.what())}};
  } catch (...) {
    answer = {{"error", fmt::format("{}: throws from its entry; catch everything inside the plugin", file.string())}};
  }
  const std::string text = answer.dump(-1, ' ', false, Json::error_handler_t::replace);
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(pipe, text.data() + done, text.size() - done);
    if (written <= 0) break;
    done += static_cast<std::size_t>(written);
  }
  ::_exit(0);
}

/// Everything from the pipe until its end; false when the time is up.
bool read_all(int pipe, std::string& text) {
  char buffer[4096];
  pollfd waiting{pipe, POLLIN, 0};
  while (::poll(&waiting, 1, patience_ms) > 0) {
    const ssize_t got = ::read(pipe, buffer, sizeof(buffer));
    if (got <= 0) return true;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return false;
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status))
    return fmt::format("crashes while it is loaded (signal {}: {}); run it under a debugger", WTERMSIG(status),
                       strsignal(WTERMSIG(status)));
  return fmt::format("ends the process while it is loaded (exit {}); a plugin must return from its entry",
                     WEXITSTATUS(status));
}

PluginDescriptor from_json(const std::filesystem::path& file, const Json& json) {
  PluginDescriptor descriptor{
      file, json.at("id"),      json.at("version"), json.at("library"), json.at("licence"), json.at("summary"),
      {},   json.at("families")};
  for (const Json& cell : json.at("cells"))
    descriptor.cells.push_back({cell.at("family"), cell.at("precision"), cell.at("name")});
  return descriptor;
}

}  // namespace

PluginDescriptor examine_plugin(const std::filesystem::path& file) {
  check_elf_header(file);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw std::runtime_error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error(fmt::format("cannot fork: {}", std::strerror(errno)));
  if (child == 0) answer_from_child(file, ends[1]);
  ::close(ends[1]);
  std::string text;
  const bool answered = read_all(ends[0], text);
  ::close(ends[0]);
  if (!answered) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!answered)
    throw InputError(
        fmt::format("{}: does not return from being loaded within {} s; its entry and its static constructors must end",
                    file.string(), patience_ms / 1000));
  const Json answer = Json::parse(text, nullptr, false);
  if (answer.is_discarded()) throw InputError(fmt::format("{}: {}", file.string(), how_it_ended(status)));
  if (answer.contains("error")) throw InputError(answer.at("error").get<std::string>());
  return from_json(file, answer.at("descriptor"));
}

void to_json(Json& json, const PluginDescriptor& descriptor) {
  json = {{"file", descriptor.file.string()}, {"id", descriptor.id},
          {"version", descriptor.version},    {"library", descriptor.library},
          {"licence", descriptor.licence},    {"summary", descriptor.summary},
          {"cells", Json::array()},           {"families", descriptor.families}};
  for (const ListedCell& cell : descriptor.cells)
    json["cells"].push_back({{"family", cell.family}, {"precision", cell.precision}, {"name", cell.name}});
}

}  // namespace gatewise

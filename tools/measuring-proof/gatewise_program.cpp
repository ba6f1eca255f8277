#include "gatewise_program.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "base/files.hpp"
#include "base/json.hpp"
#include "measure/machine/machine.hpp"

namespace gatewise::proof {
namespace {

void spin_on_the_first_core() {
  cpu_set_t allowed;
  ::sched_getaffinity(0, sizeof(allowed), &allowed);
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &allowed)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    ::sched_setaffinity(0, sizeof(one), &one);
    break;
  }
  for (volatile double value = 1;;) value = value * 1.0000001 + 1e-9;
}

}  // namespace

Workplace::Workplace() {
  std::string name = (std::filesystem::temp_directory_path() / "gatewise-proof-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  path_ = name;
}

Workplace::~Workplace() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path Workplace::write(const std::string& name, const std::string& text) const {
  write_file_atomically(path_ / name, text);
  return path_ / name;
}

int run_gatewise(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{GATEWISE_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error("cannot fork");
  if (process == 0) {
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, stream);
    ::execv(argv.front(), argv.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::filesystem::path plugin_file(const std::string& id) {
  if (id == "paced") return GATEWISE_PACED_PLUGIN;
  return std::filesystem::path(GATEWISE_PROGRAM).parent_path() / "plugins" / (id + ".so");
}

Json read_json(const std::filesystem::path& file) { return Json::parse(read_file(file)); }

OtherLoad::OtherLoad() {
  process_ = ::fork();
  if (process_ == 0) spin_on_the_first_core();
}

OtherLoad::~OtherLoad() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace gatewise::proof

#include "base/installation.hpp"

namespace gatewise {
namespace {

Installation find() {
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  const std::filesystem::path folder = program.parent_path();
  const std::filesystem::path prefix = folder.parent_path();
  if (std::filesystem::is_directory(prefix / "share/gatewise/suites")) {  // <prefix>/bin/gatewise
    return {program, prefix / GATEWISE_LIBDIR / "gatewise/plugins", prefix / "share/gatewise/suites",
            prefix / "share/gatewise/scaffold"};
  }
  return {program, folder / "plugins", GATEWISE_SOURCE_SUITES, GATEWISE_SOURCE_SCAFFOLD};  // build/<preset>/gatewise
}

}  // namespace

const Installation& installation() {
  static const Installation found = find();
  return found;
}

}  // namespace gatewise

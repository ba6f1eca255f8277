#include "measure/machine/control_group.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace gatewise {
namespace {

namespace fs = std::filesystem;

bool holds_item(const std::string& list, const std::string& item) {
  return ("," + list + ",").find("," + item + ",") != std::string::npos;
}

/// A mounted hierarchy of groups.
struct Mount {
  fs::path root;   ///< the group that is seen at `point`
  fs::path point;  ///< where
  bool unified = false;
};

/// One line of /proc/self/mountinfo (proc_pid_mountinfo(5)), where it mounts groups with CPU control.
std::optional<Mount> group_mount(const std::string& line) {
  const std::size_t dash = line.find(" - ");
  if (dash == std::string::npos) return std::nullopt;
  std::istringstream before(line.substr(0, dash));
  std::istringstream after(line.substr(dash + 3));
  std::string skipped;
  std::string root;
  std::string point;
  std::string type;
  std::string options;
  if (!(before >> skipped >> skipped >> skipped >> root >> point)) return std::nullopt;
  if (!(after >> type >> skipped >> options)) return std::nullopt;
  if (type == "cgroup2") return Mount{root, point, true};
  if (type == "cgroup" && holds_item(options, "cpu")) return Mount{root, point, false};
  return std::nullopt;
}

/// The path of this process's group in the hierarchy, by /proc/self/cgroup: lines "id:controllers:path".
std::optional<fs::path> group_path(const std::string& groups, bool unified) {
  std::istringstream lines(groups);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (unified ? controllers.empty() : holds_item(controllers, "cpu")) return line.substr(second + 1);
  }
  return std::nullopt;
}

/// `point` as a place below the folder that stands for /sys.
fs::path placed(const SystemFiles& files, const fs::path& point) {
  const fs::path below = point.lexically_relative("/sys");
  return below.empty() || *below.begin() == ".." ? point : files.sys / below;
}

/// The group and those around it, up to the mount. In a container the group's path may lie outside of what is mounted;
/// then the mount itself is the container's group.
void add_folders(std::vector<fs::path>& folders, const fs::path& mount, const fs::path& below) {
  if (!below.empty() && below != "." && *below.begin() != "..") {
    for (fs::path part = below; !part.empty(); part = part.parent_path()) folders.push_back(mount / part);
  }
  folders.push_back(mount);
}

/// Cores' time by cpu.max ("max 100000" or "150000 100000", v2) or cpu.cfs_quota_us (-1: none, v1).
std::optional<double> quota_of(const fs::path& folder) {
  std::optional<double> quota;
  std::optional<double> period;
  if (const auto line = first_line(folder / "cpu.max")) {
    quota = leading_number(*line);
    const std::size_t blank = line->find(' ');
    if (blank != std::string::npos) period = leading_number(std::string_view(*line).substr(blank));
  } else {
    if (const auto text = first_line(folder / "cpu.cfs_quota_us")) quota = leading_number(*text);
    if (const auto text = first_line(folder / "cpu.cfs_period_us")) period = leading_number(*text);
  }
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return *quota / *period;
}

}  // namespace

std::vector<fs::path> cpu_groups(const SystemFiles& files) {
  const std::string groups = read_text(files.proc / "self/cgroup").value_or("");
  std::istringstream mounts(read_text(files.proc / "self/mountinfo").value_or(""));
  std::vector<fs::path> folders;
  bool found[2] = {false, false};
  for (std::string line; std::getline(mounts, line);) {
    const std::optional<Mount> mount = group_mount(line);
    if (!mount || std::exchange(found[mount->unified ? 1 : 0], true)) continue;  // a second mount shows the same groups
    const std::optional<fs::path> path = group_path(groups, mount->unified);
    if (path) add_folders(folders, placed(files, mount->point), path->lexically_relative(mount->root));
  }
  return folders;
}

std::optional<double> cpu_quota(const SystemFiles& files) {
  std::optional<double> tightest;
  for (const fs::path& folder : cpu_groups(files)) {
    const std::optional<double> cores = quota_of(folder);
    if (cores) tightest = std::min(tightest.value_or(*cores), *cores);
  }
  return tightest;
}

std::optional<std::int64_t> throttled_ns(std::string_view cpu_stat) {
  if (const auto us = value_of(cpu_stat, "throttled_usec")) {  // v2
    const std::optional<std::int64_t> count = leading_integer(*us);
    return count ? std::optional(*count * 1000) : std::nullopt;
  }
  const auto ns = value_of(cpu_stat, "throttled_time");  // v1
  return ns ? leading_integer(*ns) : std::nullopt;
}

}  // namespace gatewise

// A tree of files that stands for /proc and /sys.
#ifndef GATEWISE_TESTS_SUPPORT_FAKE_SYSTEM_HPP
#define GATEWISE_TESTS_SUPPORT_FAKE_SYSTEM_HPP

#include "measure/machine/system_files.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::tests {

class FakeSystem {
 public:
  SystemFiles files() const { return {folder_ / "proc", folder_ / "sys"}; }

  /// Writes in place: a reader that holds the file open sees the new text. `name` begins with proc/ or sys/.
  void put(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    write(folder_ / name, text);
  }

  /// A file that opens and can't be read, for root either: a folder.
  void put_unreadable(const std::string& name) const { std::filesystem::create_directories(folder_ / name); }

  /// This process in /box of a unified hierarchy.
  void put_unified_group() const {
    put("proc/self/cgroup", "0::/box/inner\n");
    put("proc/self/mountinfo",
        "22 1 0:20 / /sys rw,nosuid - sysfs sysfs rw\n"
        "31 22 0:28 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw\n");
  }

  /// This process in a container of the older layout: its group is what is mounted.
  void put_older_group() const {
    put("proc/self/cgroup", "5:memory:/docker/1f2e\n4:cpu,cpuacct:/docker/1f2e\n0::/\n");
    put("proc/self/mountinfo",
        "40 22 0:29 /docker/1f2e /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
        "41 22 0:30 /docker/1f2e /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n");
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace gatewise::tests

#endif

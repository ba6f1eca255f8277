// Control groups (cgroups) that limit the CPU time of this process, in both of the kernel's layouts.
#ifndef GATEWISE_MEASURE_MACHINE_CONTROL_GROUP_HPP
#define GATEWISE_MEASURE_MACHINE_CONTROL_GROUP_HPP

#include <filesystem>
#include <vector>

#include "measure/machine/system_files.hpp"

namespace gatewise {

/// Folders of the groups that this process is in and whose CPU time can be limited, the innermost first, up to where
/// the hierarchy is mounted. Empty where the system names none.
std::vector<std::filesystem::path> cpu_groups(const SystemFiles& files);

/// How many cores' time the tightest of the groups leaves, e.g. 1.5. Absent where none sets a limit.
std::optional<double> cpu_quota(const SystemFiles& files);

/// How long a group was stopped since it exists, in ns over all of its cores, by its cpu.stat. Absent where it does not
/// say.
std::optional<std::int64_t> throttled_ns(std::string_view cpu_stat);

}  // namespace gatewise

#endif

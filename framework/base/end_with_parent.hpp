#ifndef GATEWISE_BASE_END_WITH_PARENT_HPP
#define GATEWISE_BASE_END_WITH_PARENT_HPP

#include <sys/types.h>

namespace gatewise {

/// Called in a child right after fork: the kernel kills it once `parent`, whose pid it was before the fork, has ended.
/// Ends the process at once where that has already happened. Async-signal-safe.
void end_with_parent(pid_t parent);

}  // namespace gatewise

#endif

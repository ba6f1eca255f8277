#include "base/end_with_parent.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace gatewise {

void end_with_parent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A parent that ended before the call above sends no signal any more.
  if (::getppid() != parent) ::_exit(1);
}

}  // namespace gatewise

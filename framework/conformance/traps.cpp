#include "conformance/traps.hpp"

#include <csetjmp>
#include <csignal>

#include "host/guarded_buffer.hpp"

namespace gatewise {
namespace {

sigjmp_buf way_out;
volatile const char* place = nullptr;

void leave(int signal, siginfo_t* info, void*) {
  const char* found = GuardedBuffer::place_of(info->si_addr);
  if (found == nullptr) {
    ::signal(signal, SIG_DFL);  // the instruction faults again and ends the process
    return;
  }
  place = found;
  siglongjmp(way_out, 1);
}

}  // namespace

namespace {

/// The handlers while it lives; whatever way f is left, they go with it.
class Armed {
 public:
  Armed() {
    struct sigaction action {};
    action.sa_sigaction = leave;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGSEGV, &action, &segv_);
    ::sigaction(SIGBUS, &action, &bus_);
  }
  Armed(const Armed&) = delete;
  Armed& operator=(const Armed&) = delete;
  ~Armed() {
    ::sigaction(SIGSEGV, &segv_, nullptr);
    ::sigaction(SIGBUS, &bus_, nullptr);
  }

 private:
  struct sigaction segv_ {};
  struct sigaction bus_ {};
};

}  // namespace

std::string place_of_fault(const std::function<void()>& f) {
  const Armed armed;
  place = nullptr;
  if (sigsetjmp(way_out, 1) == 0) f();
  return place == nullptr ? "" : const_cast<const char*>(place);
}

}  // namespace gatewise

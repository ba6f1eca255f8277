#ifndef GATEWISE_CONFORMANCE_TRAPS_HPP
#define GATEWISE_CONFORMANCE_TRAPS_HPP

#include <functional>
#include <string>

namespace gatewise {

/// Calls f; where it touches a page of a GuardedBuffer that traps, leaves it there and then and answers with the place,
/// such as "behind x". Other faults end the process as ever. What f held when it was left is lost: the process should
/// do nothing more with the plugin. One thread.
std::string place_of_fault(const std::function<void()>& f);

}  // namespace gatewise

#endif

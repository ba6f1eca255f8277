#ifndef GATEWISE_MEASURE_MACHINE_THREADS_HPP
#define GATEWISE_MEASURE_MACHINE_THREADS_HPP

#include <cstdint>
#include <optional>

namespace gatewise {

/// Threads that this process has started so far; empty in a program that does not count them (see thread_counter.cpp).
std::optional<std::int64_t> threads_started();

/// Set by the program that counts: a function that answers threads_started().
void set_thread_counter(std::int64_t (*counter)());

}  // namespace gatewise

#endif

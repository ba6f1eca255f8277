#ifndef GATEWISE_MEASURE_MACHINE_MEMORY_HPP
#define GATEWISE_MEASURE_MACHINE_MEMORY_HPP

#include <cstdint>
#include <optional>

namespace gatewise {

/// The calling process's peak resident memory in bytes (VmHWM of proc(5)); empty where /proc can't be read.
std::optional<std::int64_t> peak_rss_bytes();

/// The calling process's resident memory in bytes (VmRSS); empty where /proc can't be read.
std::optional<std::int64_t> resident_bytes();

/// Sets the peak back to what is resident now, and answers with that in bytes; empty where the kernel refuses
/// (clear_refs of proc(5)).
std::optional<std::int64_t> reset_peak_rss();

/// Bytes that this process has from its allocator and has not given back; empty where the allocator does not say.
std::optional<std::int64_t> heap_bytes();

/// Gives memory that nobody uses back to the system, so that what is used next shows as growth.
void trim_heap();

/// Calls of the allocator by this process so far; empty in a program that does not count them (see
/// allocation_counter.cpp).
std::optional<std::int64_t> allocations();

/// Set by the program that counts: a function that answers allocations().
void set_allocation_counter(std::int64_t (*counter)());

}  // namespace gatewise

#endif

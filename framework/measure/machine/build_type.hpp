#ifndef GATEWISE_MEASURE_MACHINE_BUILD_TYPE_HPP
#define GATEWISE_MEASURE_MACHINE_BUILD_TYPE_HPP

namespace gatewise {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define GW_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(GW_SANITIZED)
inline constexpr bool is_sanitized_build = true;
#else
inline constexpr bool is_sanitized_build = false;
#endif
#undef GW_SANITIZED

#if defined(NDEBUG)
inline constexpr bool is_debug_build = false;
#else
inline constexpr bool is_debug_build = true;
#endif

}  // namespace gatewise

#endif

# What every target of this project shares: warnings and, where asked for, sanitizers. Targets only; no global flags.

add_library(gatewise_warnings INTERFACE)
target_compile_options(gatewise_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wimplicit-fallthrough
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  # Clang's -Wconversion asks for signs, too: of the product, not of tests.
  $<$<AND:$<COMPILE_LANG_AND_ID:CXX,Clang>,$<BOOL:$<TARGET_PROPERTY:GATEWISE_TEST>>>:-Wno-sign-conversion>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # false alarms on std::string's operator+ (GCC bug 105329)
  $<$<BOOL:${GATEWISE_WARNINGS_AS_ERRORS}>:-Werror>)
if(GATEWISE_SANITIZE)
  target_compile_options(gatewise_warnings INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(gatewise_warnings INTERFACE -fsanitize=address,undefined)
endif()

# gatewise_compile_together(<target> HEADERS <header>... | HEADERS_OF <target>): several sources become one translation unit, since reading
# the same headers again and again is three quarters of compiling this tree. Without GATEWISE_UNITY each source is a unit of its own, and a
# precompiled header holds HEADERS, or is another target's.
set(GATEWISE_SOURCES_PER_UNIT 12)
function(gatewise_compile_together target)
  cmake_parse_arguments(arg "" "HEADERS_OF" "HEADERS" ${ARGN})
  if(GATEWISE_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${GATEWISE_SOURCES_PER_UNIT})
  elseif(arg_HEADERS_OF AND NOT arg_HEADERS_OF STREQUAL target)
    target_precompile_headers(${target} REUSE_FROM ${arg_HEADERS_OF})
  else()
    target_precompile_headers(${target} PRIVATE ${arg_HEADERS})
  endif()
endfunction()

# gatewise_compile_alone(<source>...): a source that Highway includes again for each instruction set, or that must share nothing with others.
function(gatewise_compile_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# What most files of the house include.
set(GATEWISE_COMMON_HEADERS <fmt/format.h> <algorithm> <cmath> <filesystem> <functional> <map> <optional> <string> <vector>)

# Code that only drives others (tests, proofs) isn't optimised: that took more than half of compiling it, and it runs once.
function(gatewise_runs_once target)
  target_compile_options(${target} PRIVATE -O0)
endfunction()

# Code that runs once a command and computes little: -O3 took 70 % longer to compile it than -O1.
function(gatewise_runs_seldom target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# gatewise_add_library(<folder> [SOURCES <file>...] DEPENDS <target>...): the static library of one folder of the house.
function(gatewise_add_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(gatewise_${name} STATIC ${arg_SOURCES})
  target_include_directories(gatewise_${name} PUBLIC ${PROJECT_SOURCE_DIR}/framework)
  target_link_libraries(gatewise_${name} PUBLIC ${arg_DEPENDS} PRIVATE gatewise_warnings)
  gatewise_compile_together(gatewise_${name} HEADERS_OF gatewise_base HEADERS ${GATEWISE_COMMON_HEADERS})
endfunction()

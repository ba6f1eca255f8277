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

# Parsing the standard library and the JSON library is a third of compiling most files: one precompiled header serves all folders of the house.
# With clang alone: GCC's is four times as large, gains a tenth, and its flow warnings see ghosts in it.
function(gatewise_precompile target)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    return()
  endif()
  get_target_property(type ${target} TYPE)
  if(target STREQUAL gatewise_base OR type STREQUAL EXECUTABLE)  # a program is compiled as another kind of position independent code
    target_precompile_headers(${target} PRIVATE <nlohmann/json.hpp> <fmt/format.h> <algorithm> <cmath> <filesystem> <functional> <map> <optional> <string> <vector>)
  else()
    target_precompile_headers(${target} REUSE_FROM gatewise_base)
  endif()
endfunction()

# Code that only drives others (tests, proofs) isn't optimised: that took more than half of compiling it, and it runs once.
function(gatewise_runs_once target)
  target_compile_options(${target} PRIVATE -O0)
endfunction()

# gatewise_add_library(<folder> [SOURCES <file>...] DEPENDS <target>...): the static library of one folder of the house.
function(gatewise_add_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(gatewise_${name} STATIC ${arg_SOURCES})
  target_include_directories(gatewise_${name} PUBLIC ${PROJECT_SOURCE_DIR}/framework)
  target_link_libraries(gatewise_${name} PUBLIC ${arg_DEPENDS} PRIVATE gatewise_warnings)
  gatewise_precompile(gatewise_${name})
endfunction()

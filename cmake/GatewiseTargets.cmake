# What every target of this project shares: warnings and, where asked for, sanitizers. Targets only; no global flags.

add_library(gatewise_warnings INTERFACE)
target_compile_options(gatewise_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wimplicit-fallthrough
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # false alarms on std::string's operator+ (GCC bug 105329)
  $<$<BOOL:${GATEWISE_WARNINGS_AS_ERRORS}>:-Werror>)
if(GATEWISE_SANITIZE)
  target_compile_options(gatewise_warnings INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(gatewise_warnings INTERFACE -fsanitize=address,undefined)
endif()

# gatewise_add_library(<folder> [SOURCES <file>...] DEPENDS <target>...): the static library of one folder of the house.
function(gatewise_add_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(gatewise_${name} STATIC ${arg_SOURCES})
  target_include_directories(gatewise_${name} PUBLIC ${PROJECT_SOURCE_DIR}/framework)
  target_link_libraries(gatewise_${name} PUBLIC ${arg_DEPENDS} PRIVATE gatewise_warnings)
endfunction()

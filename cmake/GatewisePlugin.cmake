# gatewise_add_plugin(<id> SOURCES <file>... [FOLDER <dir>]): a backend plugin, the same in this tree and from the installed package.
#
# A MODULE library <id>.so with hidden visibility and without unique symbols (two plugins that share a class name must not share its code),
# whose one exported symbol is the entry. In this tree it lands in build/<preset>/plugins and is installed; with GATEWISE_TESTS its
# conformance test is added. FOLDER puts it elsewhere and keeps it out of the installation: for plugins that only tests use.

# gatewise_add_conformance_test(<id>): a test `conformance.<id>` that is `gatewise plugins check` on the plugin. It is disabled where only the
# SDK is installed and there is no program.

# Hides what the standard library declares visible, too.
set(GATEWISE_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/gatewise_plugin.map CACHE INTERNAL "")

function(gatewise_add_plugin id)
  cmake_parse_arguments(arg "" "FOLDER" "SOURCES;LIBRARIES" ${ARGN})
  add_library(plugin_${id} MODULE ${arg_SOURCES})
  set_target_properties(plugin_${id} PROPERTIES
    PREFIX "" OUTPUT_NAME ${id}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(CXX IN_LIST languages)
    target_compile_features(plugin_${id} PRIVATE cxx_std_20)
    target_link_libraries(plugin_${id} PRIVATE gatewise::sdk)
  endif()
  target_compile_options(plugin_${id} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(plugin_${id} PRIVATE -Wl,--version-script=${GATEWISE_PLUGIN_MAP})
  set_target_properties(plugin_${id} PROPERTIES C_STANDARD 11)
  target_link_libraries(plugin_${id} PRIVATE gatewise::abi ${arg_LIBRARIES})
  if(NOT TARGET gatewise_warnings)
    return()
  endif()
  target_link_libraries(plugin_${id} PRIVATE gatewise_warnings)
  if(arg_FOLDER)
    set_target_properties(plugin_${id} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${arg_FOLDER})
    return()
  endif()
  set_target_properties(plugin_${id} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/plugins)
  add_dependencies(all_plugins plugin_${id})
  install(TARGETS plugin_${id} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/gatewise/plugins COMPONENT runtime)
  if(GATEWISE_TESTS)
    gatewise_add_conformance_test(${id})
  endif()
endfunction()

function(gatewise_add_conformance_test id)
  if(GATEWISE_PROGRAM)
    add_test(NAME conformance.${id} COMMAND ${GATEWISE_PROGRAM} plugins check $<TARGET_FILE:plugin_${id}>)
  else()
    message(STATUS "conformance.${id} is disabled: there is no program 'gatewise'; name one with -DGATEWISE_PROGRAM=FILE, or install one")
    add_test(NAME conformance.${id} COMMAND gatewise plugins check $<TARGET_FILE:plugin_${id}>)
    set_tests_properties(conformance.${id} PROPERTIES DISABLED TRUE)
  endif()
  set_tests_properties(conformance.${id} PROPERTIES LABELS conformance)
endfunction()

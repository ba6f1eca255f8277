# The manual page and the completions for bash and zsh, printed by the program that is built: they say what `--help` says.
if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  message(STATUS "No manual page and no completions: the program that prints them can't run here (cross-compiling)")
  return()
endif()

set(gatewise_help_folder ${PROJECT_BINARY_DIR}/help)
file(MAKE_DIRECTORY ${gatewise_help_folder})
function(gatewise_print_help format file)
  add_custom_command(OUTPUT ${gatewise_help_folder}/${file} DEPENDS gatewise_cli VERBATIM
    COMMAND gatewise_cli help --format ${format} > ${gatewise_help_folder}/${file})
endfunction()
gatewise_print_help(man gatewise.1)
gatewise_print_help(bash gatewise)
gatewise_print_help(zsh _gatewise)

# Debian wants pages compressed, the same bytes each time.
set(gatewise_page ${gatewise_help_folder}/gatewise.1)
find_program(GATEWISE_GZIP gzip)
if(GATEWISE_GZIP)
  add_custom_command(OUTPUT ${gatewise_page}.gz DEPENDS ${gatewise_page} VERBATIM
    COMMAND ${GATEWISE_GZIP} -9nc ${gatewise_page} > ${gatewise_page}.gz)
  set(gatewise_page ${gatewise_page}.gz)
endif()
add_custom_target(gatewise_help ALL DEPENDS ${gatewise_page} ${gatewise_help_folder}/gatewise ${gatewise_help_folder}/_gatewise)

install(FILES ${gatewise_page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT runtime)
install(FILES ${gatewise_help_folder}/gatewise DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT runtime)
install(FILES ${gatewise_help_folder}/_gatewise DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT runtime)

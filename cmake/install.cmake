# cmake --install build/release --prefix DIR lays bin, lib and include/tare.
foreach(program IN LISTS TARE_PROGRAMS)
  # A program finds its modules beside itself: bin/ and lib/ keep their places in the build and installed.
  set_target_properties(${program} PROPERTIES INSTALL_RPATH "$ORIGIN/../lib")
  install(TARGETS ${program} RUNTIME DESTINATION bin LIBRARY DESTINATION lib)
endforeach()
install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/tare DESTINATION include FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/tare)

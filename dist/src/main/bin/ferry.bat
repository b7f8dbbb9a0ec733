@echo off
rem Runs the ferry command of this package: with the Java in runtime\ if the package has one, else with that of the machine.
rem FERRY_JAVA_OPTS holds options for Java, such as -Xmx8g.
setlocal
set "HOME_DIR=%~dp0.."
set "JAVA_EXE=%HOME_DIR%\runtime\bin\java.exe"
if exist "%JAVA_EXE%" goto run
set "JAVA_EXE=%JAVA_HOME%\bin\java.exe"
if not "%JAVA_HOME%"=="" if exist "%JAVA_EXE%" goto run
set "JAVA_EXE=java.exe"
where java.exe >nul 2>nul
if not errorlevel 1 goto run
echo FERRY-4001 ferry: there is no Java on this machine; install one, 17 or later, or take the package with a runtime 1>&2
exit /b 4

:run
if "%TF_ENABLE_ONEDNN_OPTS%"=="" set "TF_ENABLE_ONEDNN_OPTS=1"
if "%TF_CPP_MIN_LOG_LEVEL%"=="" set "TF_CPP_MIN_LOG_LEVEL=2"
"%JAVA_EXE%" -XX:+UseSerialGC -Xss8m %FERRY_JAVA_OPTS% -cp "%HOME_DIR%\lib\*;%HOME_DIR%\lib\runtimes\*" io.github.onnxferry.cli.Ferry %*
exit /b %ERRORLEVEL%

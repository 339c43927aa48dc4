@echo off
rem Runs the command cloud-dicom; builds it first when that has not been done. Needs a JDK 17 or later.
setlocal
set "ROOT=%~dp0"
set "JAR=%ROOT%cloud-dicom-cli\target\cloud-dicom.jar"
if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java")
if exist "%JAR%" goto run
echo cloud-dicom: building once (a few minutes where nothing is downloaded yet) ... 1>&2
pushd "%ROOT%"
call mvnw.cmd -q -pl cloud-dicom-cli -am package -DskipTests -Dmaven.javadoc.skip=true -Dmaven.source.skip=true 1>&2
if errorlevel 1 (
  popd
  echo cloud-dicom: the build failed; see above 1>&2
  exit /b 2
)
popd
:run
"%JAVA%" %CLOUD_DICOM_JAVA_OPTIONS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%

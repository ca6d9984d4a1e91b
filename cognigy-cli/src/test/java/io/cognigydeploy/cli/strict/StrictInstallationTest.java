package io.cognigydeploy.cli.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of a client that is not that of this library, in form and not. */
class StrictInstallationTest {

    private static final String ID = "0123456789abcdef01234567";
    private static final String UUID = "01234567-89ab-4cde-8f01-23456789abcd";
    private static final String KEY = "the-key";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @SuppressWarnings("NullAway.Init")
    private StrictInstallation installation;

    @BeforeEach
    void start() throws IOException {
        installation = StrictInstallation.start(KEY, "shop", "v1.0.0");
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    private HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(URI.create(installation.baseUrl() + "/new/v2.0" + path))
                .header("Accept", "application/json")
                .header("X-API-Key", KEY);
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "",
            value = {
                "GET | /projects?limit=100&skip=0 |",
                "GET | /snapshots?projectId=ID&limit=100&sort=createdAt:desc |",
                "GET | /snapshots?projectId=ID&next=ID |",
                "GET | /endpoints/ID |",
                "POST | /snapshots | {'projectId': 'ID', 'name': 'a', 'description': 'b'}",
                "POST | /snapshots/ID/package |",
                "PATCH | /endpoints/ID | {'entrypoint': 'ID', 'flowId': '', 'localeId': 'UUID'}"
            })
    void aRequestInFormIsNoViolation(String method, String path, String body) throws Exception {
        send(method, path, body);

        assertThat(installation.violations()).isEmpty();
        assertThat(installation.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "",
            value = {
                "GET | /bots || 404 | path",
                "GET | /snapshots/upload || 400 | id",
                "PUT | /endpoints/ID || 405 | method",
                "GET | /projects | {} | 400 | body",
                "GET | /projects?limit=101 || 400 | limit",
                "GET | /projects?page=1 || 400 | page",
                "GET | /projects?skip=0&skip=1 || 400 | twice",
                "GET | /projects?skip=0&next=ID || 400 | skip together",
                "GET | /snapshots || 400 | lacks projectId",
                "GET | /snapshots?projectId=shop || 400 | projectId",
                "GET | /snapshots/ID/resources?resourceType=bot || 400 | resourceType",
                "GET | /projects/UUID || 400 | id",
                "POST | /snapshots | {'projectId': 'ID', 'name': 'a'} | 400 | lacks description",
                "POST | /snapshots | {'projectId': 'ID', 'name': 'a/b', 'description': 'c'} | 400 | name",
                "POST | /snapshots | {'projectId': 'ID', 'name': 'a', 'description': 'c', 'tag': 'd'} | 400 | tag",
                "POST | /snapshots/ID/package | {} | 400 | body",
                "PATCH | /endpoints/ID | {'entrypoint': 'ID', 'flowId': 'UUID', 'localeId': 'ID'} | 400 | localeId",
                "PATCH | /endpoints/ID | {'entrypoint': 'ID', 'flowId': 'UUID', 'localeId': 'UUID', 'name': 'W'} | 400 | name",
                "PATCH | /endpoints/ID | [] | 400 | object",
                "POST | /playbooks/ID/schedule | {'entrypoint': 'ID', 'flowId': 'UUID'} | 400 | localeId"
            })
    void aRequestThatIsNotInFormIsRefusedAndRecorded(String method, String path, String body, int status, String why)
            throws Exception {
        assertThat(send(method, path, body)).isEqualTo(status);

        assertThat(installation.violations()).singleElement().asString().contains(why);
    }

    private int send(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = api(path.replace("UUID", UUID).replace("ID", ID));
        return status(
                body == null
                        ? method.equals("GET") ? request : request.method(method, BodyPublishers.noBody())
                        : request.header("Content-Type", "application/json")
                                .method(
                                        method,
                                        BodyPublishers.ofString(body.replace("UUID", UUID)
                                                .replace("'ID'", "'" + ID + "'")
                                                .replace('\'', '"'))));
    }

    @Test
    void keyAndMediaTypeAreRequired() throws Exception {
        URI projects = URI.create(installation.baseUrl() + "/new/v2.0/projects");

        assertThat(status(HttpRequest.newBuilder(projects).header("Accept", "application/json")))
                .isEqualTo(401);
        assertThat(status(HttpRequest.newBuilder(projects).header("X-API-Key", KEY)))
                .isEqualTo(400);
        assertThat(status(api("/projects?api_key=" + KEY))).isEqualTo(400);
        assertThat(status(api("/projects").setHeader("Accept", "*/*"))).isEqualTo(400);
        assertThat(status(api("/projects").header("Authorization", "Bearer " + KEY)))
                .isEqualTo(400);
        assertThat(installation.violations()).hasSize(5);
    }

    @Test
    void theKeyIsRefusedAtEndpointsAndFiles() throws Exception {
        URI endpoint = URI.create(installation.endpointUrl() + "/test/" + installation.urlToken());
        HttpRequest.Builder said = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"userId\": \"u\", \"sessionId\": \"s\", \"text\": \"hello\"}"));
        HttpRequest.Builder file = HttpRequest.newBuilder(URI.create(installation.fileUrl() + "/files/1"));

        assertThat(status(said)).isEqualTo(200);
        assertThat(status(file)).isEqualTo(404);
        assertThat(installation.violations()).isEmpty();
        assertThat(status(said.header("X-API-Key", KEY))).isEqualTo(400);
        assertThat(status(file.header("X-API-Key", KEY))).isEqualTo(400);
        assertThat(installation.violations()).hasSize(2);
    }

    private static String form(String first, String second) {
        return "--b\r\n" + first + "\r\n--b\r\n" + second + "\r\n--b--\r\n";
    }

    private static String file(String name) {
        return "Content-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n{}";
    }

    private HttpRequest.Builder upload() {
        return api("/snapshots/upload").header("Content-Type", "multipart/form-data; boundary=b");
    }

    @Test
    void anUploadHasTheIdOfTheProjectThenAFileAndItsLength() throws Exception {
        String project = "Content-Disposition: form-data; name=\"projectId\"\r\n\r\n" + ID;
        String right = form(project, file("a.csnap"));

        assertThat(status(upload().POST(BodyPublishers.ofString(right)))).isEqualTo(404);
        assertThat(installation.violations()).isEmpty();
        assertThat(status(upload().POST(BodyPublishers.ofString(form(file("a.csnap"), project)))))
                .isEqualTo(400);
        assertThat(status(upload().POST(BodyPublishers.ofString(form(project, file("a.zip"))))))
                .isEqualTo(400);
        assertThat(status(upload().POST(BodyPublishers.ofString(right + "more"))))
                .isEqualTo(400);
        assertThat(status(upload().POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(right.getBytes(StandardCharsets.UTF_8))))))
                .isEqualTo(400);
        assertThat(installation.violations()).hasSize(4);
    }
}

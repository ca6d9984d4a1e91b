package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The product's lists, projects and graph. */
final class InstallationListTest {

    private static final String NOWHERE = "650000000000000000000000";

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final ProductWire wire = new ProductWire(fake);
    private final InstalledProject dev = fake.installation().project("shop-dev");

    private void manySnapshots() {
        for (int i = 1; i < 60; i++) {
            dev.addSnapshot("v1.0." + i);
        }
    }

    @Test
    void aPageHasTwentyFiveRowsAndTheTotal() {
        manySnapshots();
        JsonNode page = wire.get("/snapshots?projectId=" + dev.id()).json();
        assertThat(page.path("items")).hasSize(25);
        assertThat(page.path("total").intValue()).isEqualTo(60);
        assertThat(page.path("previousCursor").isNull()).isTrue();
        assertThat(wire.names("/snapshots?limit=100&skip=58&projectId=" + dev.id()))
                .containsExactly("v1.0.58", "v1.0.59");
    }

    @Test
    void cursorsLeadToTheEndAndBack() {
        manySnapshots();
        List<String> names = new ArrayList<>();
        String path = "/snapshots?limit=22&projectId=" + dev.id();
        JsonNode page = wire.get(path).json();
        while (true) {
            page.path("items").forEach(item -> names.add(item.path("name").asText()));
            if (page.path("nextCursor").isNull()) {
                break;
            }
            page = wire.get(path + "&next=" + page.path("nextCursor").asText()).json();
        }
        assertThat(names).hasSize(60).doesNotHaveDuplicates();
        JsonNode before = wire.get(
                        path + "&previous=" + page.path("previousCursor").asText())
                .json();
        assertThat(before.at("/items/0/name").asText()).isEqualTo("v1.0.22");
    }

    @Test
    void rowsAreSortedAndFiltered() {
        fake.time().advance(Duration.ofMinutes(1));
        dev.addSnapshot("v1.1.0");
        assertThat(wire.names("/snapshots?sort=createdAt%3Adesc&projectId=" + dev.id()))
                .containsExactly("v1.1.0", "v1.0.0");
        assertThat(wire.names("/snapshots?filter=1.1&projectId=" + dev.id())).containsExactly("v1.1.0");
        assertThat(wire.names("/flows?name=Orders&projectId=" + dev.id())).containsExactly("Orders");
    }

    @Test
    void anUnknownProjectWidensAListUnlessThatIsOff() {
        assertThat(wire.names("/locales?projectId=" + NOWHERE))
                .containsExactly("English", "Deutsch", "English", "Deutsch");
        fake.installation().refuseUnknownProjects();
        assertThat(wire.get("/locales?projectId=" + NOWHERE).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "flows, Main Orders",
        "locales, English Deutsch",
        "connections, CRM",
        "extensions, crm",
        "largelanguagemodels, Assistant",
        "playbooks, Smoke"
    })
    void aProjectHasResourcesThatAreReadById(String kind, String names) {
        String list = "/" + kind + "?projectId=" + dev.id();
        assertThat(String.join(" ", wire.names(list))).isEqualTo(names);
        JsonNode first = wire.get(list).json().at("/items/0");
        assertThat(first.path("referenceId").asText()).hasSize(36);
        assertThat(first.path("createdAt").isIntegralNumber()).isTrue();
        assertThat(wire.get("/" + kind + "/" + first.path("_id").asText()).json())
                .isEqualTo(first);
    }

    @Test
    void withoutAJsonAcceptHeaderAListIsHal() {
        for (Wire hal : List.of(wire.keyed().with("Accept", ""), wire.keyed().with("Accept", "*/*"))) {
            Wire.Received page = hal.get("/new/v2.0/flows?projectId=" + dev.id());
            assertThat(page.headers().firstValue("Content-Type")).contains("application/hal+json");
            JsonNode row = page.json().at("/_embedded/flows/0");
            assertThat(row.has("_id")).isFalse();
            assertThat(page.json().has("items")).isFalse();
            String self = row.at("/_links/self/href").asText();
            assertThat(hal.get(self).text("name")).isEqualTo("Main");
            assertThat(hal.get(self).text("_id")).isEqualTo(self.substring(self.lastIndexOf('/') + 1));
        }
    }

    @Test
    void theGraphNamesResourcesAndTheirDependencies() {
        JsonNode project = wire.get("/projects/" + dev.id() + "/graph?dependencies=true&snapshots=true")
                .json()
                .path(dev.id());
        assertThat(project.path("name").asText()).isEqualTo("shop-dev");
        assertThat(project.path("resources"))
                .extracting(resource -> resource.path("type").asText())
                .contains("flow", "locale", "connection", "extension", "largelanguagemodel", "endpoint", "snapshot");
        JsonNode endpoint = project.path("resources").findParents("type").stream()
                .filter(resource -> resource.path("type").asText().equals("endpoint"))
                .findFirst()
                .orElseThrow();
        assertThat(endpoint.path("dependencies"))
                .extracting(dependency -> dependency.path("_id").asText())
                .containsExactly(
                        wire.id("/flows?projectId=" + dev.id(), "Main"),
                        wire.id("/locales?projectId=" + dev.id(), "English"));
    }

    @Test
    void settingsThatAreImpossibleAreRefused() {
        Installation installation = fake.installation();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> installation.fileSize(-1))
                .withMessage("bytes must be at least 0, but was -1");
        assertThatIllegalArgumentException().isThrownBy(() -> installation.answerTasksWith(404));
        assertThatIllegalArgumentException().isThrownBy(() -> installation.taskStep(Duration.ZERO));
    }

    @Test
    void anInstallationIsBuiltFromNothing() {
        FakeCognigy empty = FakeCognigy.create();
        InstalledProject shop = empty.installation()
                .addProject("shop")
                .addFlow("Main")
                .addLocale("Deutsch")
                .addConnection("CRM", "crm")
                .addSnapshot("v1");
        InstalledEndpoint web = shop.addEndpoint("Web", "v1");
        ProductWire to = new ProductWire(empty);
        assertThat(to.names("/projects")).containsExactly("shop");
        assertThat(web.snapshot()).contains("v1");
        assertThat(to.get("/endpoints/" + web.id()).text("flowId"))
                .isEqualTo(to.get("/flows").json().at("/items/0/referenceId").asText());
        assertThat(to.get("/flows").json().at("/items/0/referenceId").asText())
                .isEqualTo(wire.get("/flows?projectId=" + dev.id())
                        .json()
                        .at("/items/0/referenceId")
                        .asText());
        assertThat(empty.violations()).isEmpty();
    }
}

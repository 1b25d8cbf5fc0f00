package bank;

import de.adorsys.psd2.xs2a.config.EnableXs2aInterface;
import java.util.Properties;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.domain.EntityScan;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** One process with everything of XS2A: interface, profile, consent management, and this bank behind it. */
@EnableXs2aInterface
@SpringBootApplication
@EnableTransactionManagement
@EntityScan({"de.adorsys.psd2.consent.domain", "de.adorsys.psd2.event.persist.entity", "de.adorsys.psd2.report.entity"})
@EnableJpaRepositories({"de.adorsys.psd2.consent.repository", "de.adorsys.psd2.event", "de.adorsys.psd2.report.jpa"})
@ComponentScan({"bank", "de.adorsys.psd2.stub", "de.adorsys.psd2.report"})
public class App {
  public static void main(String[] arguments) {
    SpringApplication.run(App.class, arguments);
  }

  /** XS2A prints its version at start and wants it from somewhere. */
  @Bean
  public BuildProperties buildProperties() {
    return new BuildProperties(new Properties());
  }
}

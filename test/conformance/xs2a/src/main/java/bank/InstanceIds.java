package bank;

import de.adorsys.psd2.consent.domain.InstanceDependableEntity;
import java.io.Serializable;
import java.util.Arrays;
import org.hibernate.EmptyInterceptor;
import org.hibernate.type.Type;
import org.springframework.boot.autoconfigure.orm.jpa.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** XS2A's own migrations give `instance_id` a default, which tables made by Hibernate lack: it is set here. */
@Configuration
public class InstanceIds {
  private static class Interceptor extends EmptyInterceptor {
    @Override
    public boolean onSave(Object entity, Serializable id, Object[] state, String[] names, Type[] types) {
      int at = Arrays.asList(names).indexOf("instanceId");
      if (!(entity instanceof InstanceDependableEntity) || at < 0) return false;
      if (state[at] != null && !"".equals(state[at])) return false;
      state[at] = "UNDEFINED";
      return true;
    }
  }

  @Bean
  public HibernatePropertiesCustomizer instanceIdsOfEntities() {
    return properties -> properties.put("hibernate.session_factory.interceptor", new Interceptor());
  }
}

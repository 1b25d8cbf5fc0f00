package bank;

import de.adorsys.psd2.xs2a.core.error.MessageErrorCode;
import de.adorsys.psd2.xs2a.core.error.TppMessage;
import de.adorsys.psd2.xs2a.spi.domain.SpiContextData;
import de.adorsys.psd2.xs2a.spi.domain.authorisation.SpiAuthorisationStatus;
import de.adorsys.psd2.xs2a.spi.domain.authorisation.SpiPsuAuthorisationResponse;
import de.adorsys.psd2.xs2a.spi.domain.response.SpiResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who banks here. A name begins with what its user is like, so that every test has users of its own:
 * `anna` (three methods), `single` (one), `nomethod`, `ghost` (unknown), `multi` (two signatures), `exempt` (no SCA),
 * `silent` (the core does not say that a cancellation needs an authorisation). Password `pass`, code 123456.
 */
final class Users {
  private static final Map<String, Set<String>> SIGNED = new ConcurrentHashMap<>();

  private Users() {}

  static String of(SpiContextData context) {
    return String.valueOf(context.getPsuData().getPsuId());
  }

  static boolean is(String kind, String user) {
    return user != null && user.startsWith(kind);
  }

  static SpiResponse<SpiPsuAuthorisationResponse> login(String user, String password) {
    SpiAuthorisationStatus status = is("ghost", user)
        ? SpiAuthorisationStatus.FAILURE
        : "pass".equals(password) ? SpiAuthorisationStatus.SUCCESS : SpiAuthorisationStatus.ATTEMPT_FAILURE;
    return answer(new SpiPsuAuthorisationResponse(is("exempt", user), status), status);
  }

  static SpiAuthorisationStatus judge(String code) {
    return "123456".equals(code) ? SpiAuthorisationStatus.SUCCESS : SpiAuthorisationStatus.ATTEMPT_FAILURE;
  }

  /** Whether nobody's signature is missing any more, now that this user has signed. */
  static boolean completes(String resource, String user) {
    Set<String> signatories = SIGNED.computeIfAbsent(resource, key -> ConcurrentHashMap.newKeySet());
    signatories.add(user);
    return !is("multi", user) || signatories.size() > 1;
  }

  static <T> SpiResponse<T> answer(T payload, SpiAuthorisationStatus status) {
    SpiResponse.SpiResponseBuilder<T> answer = SpiResponse.<T>builder().payload(payload);
    if (status == SpiAuthorisationStatus.ATTEMPT_FAILURE)
      answer.error(new TppMessage(MessageErrorCode.PSU_CREDENTIALS_INVALID));
    return answer.build();
  }

  static <T> SpiResponse<T> answer(T payload) {
    return answer(payload, SpiAuthorisationStatus.SUCCESS);
  }
}

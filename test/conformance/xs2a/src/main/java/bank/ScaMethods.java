package bank;

import de.adorsys.psd2.xs2a.core.authorisation.AuthenticationObject;
import de.adorsys.psd2.xs2a.core.sca.ChallengeData;
import de.adorsys.psd2.xs2a.core.sca.OtpFormat;
import de.adorsys.psd2.xs2a.spi.domain.authorisation.SpiAuthorizationCodeResult;
import de.adorsys.psd2.xs2a.spi.domain.authorisation.SpiAvailableScaMethodsResponse;
import de.adorsys.psd2.xs2a.spi.domain.response.SpiResponse;
import java.util.ArrayList;
import java.util.List;

/** How users prove themselves: a text message, a chip with a start code, a push to the phone (which is decoupled). */
final class ScaMethods {
  private ScaMethods() {}

  static SpiResponse<SpiAvailableScaMethodsResponse> of(String user) {
    List<AuthenticationObject> methods = new ArrayList<>();
    if (!Users.is("nomethod", user)) {
      methods.add(method("sms", "SMS to 0151…89"));
      if (!Users.is("single", user)) {
        methods.add(method("chip", "chipTAN"));
        methods.add(method("push", "Bank app"));
      }
    }
    return Users.answer(new SpiAvailableScaMethodsResponse(false, methods));
  }

  static SpiResponse<SpiAuthorizationCodeResult> challenge(String method) {
    SpiAuthorizationCodeResult result = new SpiAuthorizationCodeResult();
    result.setSelectedScaMethod(method(method, method));
    List<String> startCode = List.of("Start-Code 4711");
    result.setChallengeData(new ChallengeData(null, startCode, null, 6, OtpFormat.INTEGER, "Enter the code"));
    return Users.answer(result);
  }

  private static AuthenticationObject method(String id, String name) {
    AuthenticationObject method = new AuthenticationObject();
    method.setAuthenticationMethodId(id);
    method.setAuthenticationType(id.equals("sms") ? "SMS_OTP" : id.equals("chip") ? "CHIP_OTP" : "PUSH_OTP");
    method.setName(name);
    method.setDecoupled(id.equals("push"));
    return method;
  }
}

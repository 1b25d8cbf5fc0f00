package bank;

import de.adorsys.psd2.stub.impl.PaymentAuthorisationSpiMockImpl;
import de.adorsys.psd2.stub.impl.service.AuthorisationServiceMock;
import de.adorsys.psd2.xs2a.spi.domain.SpiAspspConsentDataProvider;
import de.adorsys.psd2.xs2a.spi.domain.SpiContextData;
import de.adorsys.psd2.xs2a.spi.domain.authorisation.*;
import de.adorsys.psd2.xs2a.spi.domain.psu.SpiPsuData;
import de.adorsys.psd2.xs2a.spi.domain.response.SpiResponse;
import de.adorsys.psd2.xs2a.spi.service.SpiPayment;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/** How a payment's user proves themselves. */
@Primary
@Service
class BankPaymentAuthorisations extends PaymentAuthorisationSpiMockImpl {
  BankPaymentAuthorisations(AuthorisationServiceMock service) {
    super(service);
  }

  @Override
  public SpiResponse<SpiPsuAuthorisationResponse> authorisePsu(
      SpiContextData context, String authorisation, SpiPsuData psu, String password, SpiPayment payment,
      SpiAspspConsentDataProvider data) {
    return Users.login(psu.getPsuId(), password);
  }

  @Override
  public SpiResponse<SpiAvailableScaMethodsResponse> requestAvailableScaMethods(
      SpiContextData context, SpiPayment payment, SpiAspspConsentDataProvider data) {
    return ScaMethods.of(Users.of(context));
  }

  @Override
  public SpiResponse<SpiAuthorizationCodeResult> requestAuthorisationCode(
      SpiContextData context, String method, SpiPayment payment, SpiAspspConsentDataProvider data) {
    return ScaMethods.challenge(method);
  }
}

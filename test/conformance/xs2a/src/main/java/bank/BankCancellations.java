package bank;

import de.adorsys.psd2.aspsp.profile.service.AspspProfileService;
import de.adorsys.psd2.stub.impl.PaymentCancellationSpiMockImpl;
import de.adorsys.psd2.stub.impl.service.AuthorisationServiceMock;
import de.adorsys.psd2.xs2a.core.pis.TransactionStatus;
import de.adorsys.psd2.xs2a.spi.domain.SpiAspspConsentDataProvider;
import de.adorsys.psd2.xs2a.spi.domain.SpiContextData;
import de.adorsys.psd2.xs2a.spi.domain.authorisation.*;
import de.adorsys.psd2.xs2a.spi.domain.payment.response.SpiPaymentCancellationResponse;
import de.adorsys.psd2.xs2a.spi.domain.payment.response.SpiPaymentExecutionResponse;
import de.adorsys.psd2.xs2a.spi.domain.psu.SpiPsuData;
import de.adorsys.psd2.xs2a.spi.domain.response.SpiResponse;
import de.adorsys.psd2.xs2a.spi.service.SpiPayment;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/**
 * Cancellations, with an authorisation of their own where the bank's profile says so. Of a `silent` user's payment the
 * core doesn't repeat that, and XS2A then answers 204 although nothing was cancelled.
 */
@Primary
@Service
class BankCancellations extends PaymentCancellationSpiMockImpl {
  private final AspspProfileService profile;

  BankCancellations(AuthorisationServiceMock service, AspspProfileService profile) {
    super(service);
    this.profile = profile;
  }

  @Override
  public SpiResponse<SpiPaymentCancellationResponse> initiatePaymentCancellation(
      SpiContextData context, SpiPayment payment, SpiAspspConsentDataProvider data) {
    SpiPaymentCancellationResponse response = new SpiPaymentCancellationResponse();
    response.setTransactionStatus(payment.getPaymentStatus());
    boolean isSilent = Users.is("silent", new String(data.loadAspspConsentData()));
    boolean isMandated =
        profile.getAspspSettings(payment.getInstanceId()).getPis().isPaymentCancellationAuthorisationMandated();
    response.setCancellationAuthorisationMandated(isMandated && !isSilent);
    return Users.answer(response);
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

  @Override
  public SpiResponse<SpiPaymentExecutionResponse> verifyScaAuthorisationAndCancelPaymentWithResponse(
      SpiContextData context, SpiScaConfirmation confirmation, SpiPayment payment, SpiAspspConsentDataProvider data) {
    SpiAuthorisationStatus judged = Users.judge(confirmation.getTanNumber());
    TransactionStatus status =
        judged == SpiAuthorisationStatus.SUCCESS ? TransactionStatus.CANC : payment.getPaymentStatus();
    return Users.answer(new SpiPaymentExecutionResponse(judged, status), judged);
  }
}
